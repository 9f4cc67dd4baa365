/// Pods of this Node: CNI calls, their interfaces, their flows.
@NullMarked
package antrea.podnetwork.node;

import org.jspecify.annotations.NullMarked;
