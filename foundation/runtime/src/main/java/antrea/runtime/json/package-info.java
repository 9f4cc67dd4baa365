/// JSON as a tree of values. For objects with known fields prefer reading the token stream straight into records.
@NullMarked
package antrea.runtime.json;

import org.jspecify.annotations.NullMarked;
