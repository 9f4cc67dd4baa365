/// Faults of the Linux kernel interface. The parts are in the packages below; FFM is used in none of the other
/// modules.
@NullMarked
package antrea.linux;

import org.jspecify.annotations.NullMarked;
