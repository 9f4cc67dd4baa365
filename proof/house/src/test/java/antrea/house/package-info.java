/// The house rules of docs/architecture.md, as tests. Each says what it forbids and why.
@NullMarked
package antrea.house;

import org.jspecify.annotations.NullMarked;
