/// Addresses for Pods of this Node.
@NullMarked
package antrea.ipam.node;

import org.jspecify.annotations.NullMarked;
