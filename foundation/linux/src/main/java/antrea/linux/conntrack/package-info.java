/// Deletion of connection tracking entries over nfnetlink.
@NullMarked
package antrea.linux.conntrack;

import org.jspecify.annotations.NullMarked;
