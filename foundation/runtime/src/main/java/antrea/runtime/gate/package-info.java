/// Feature gates: which features of which maturity are on.
@NullMarked
package antrea.runtime.gate;

import org.jspecify.annotations.NullMarked;
