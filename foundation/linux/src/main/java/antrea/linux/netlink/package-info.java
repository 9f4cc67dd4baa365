/// Netlink messages: attribute codec, requests with acknowledgement, dumps (netlink(7)).
@NullMarked
package antrea.linux.netlink;

import org.jspecify.annotations.NullMarked;
