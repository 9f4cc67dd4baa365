/// Links, addresses, routes, neighbours and policy rules over rtnetlink(7).
@NullMarked
package antrea.linux.rtnetlink;

import org.jspecify.annotations.NullMarked;
