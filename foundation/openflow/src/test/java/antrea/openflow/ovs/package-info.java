@NullMarked
package antrea.openflow.ovs;

import org.jspecify.annotations.NullMarked;
