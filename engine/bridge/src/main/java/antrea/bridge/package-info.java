/// Makes Open vSwitch equal to the desired pipeline contents: flows, groups, meters, in atomic bundles; and hands
/// the packets that the switch sends up to their owners.
@NullMarked
package antrea.bridge;

import org.jspecify.annotations.NullMarked;
