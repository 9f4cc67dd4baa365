/// The contract that a feature fulfils: what it is called, which tables it owns, how its calculation is wired.
@NullMarked
package antrea.feature;

import org.jspecify.annotations.NullMarked;
