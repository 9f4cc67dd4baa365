/// For tests only: a Node without a kernel and without a switch.
@NullMarked
package antrea.podnetwork.testing;

import org.jspecify.annotations.NullMarked;
