@NullMarked
package antrea.proof.ovs;

import org.jspecify.annotations.NullMarked;
