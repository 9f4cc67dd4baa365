/// Services on a Node, without kube-proxy: load balancing and address translation in the switch.
@NullMarked
package antrea.service.node;

import org.jspecify.annotations.NullMarked;
