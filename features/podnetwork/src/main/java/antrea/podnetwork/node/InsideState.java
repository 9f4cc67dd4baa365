package antrea.podnetwork.node;

import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.Optional;
import java.util.Set;

/// The interface inside a Pod as the kernel has it.
///
/// @param defaultGateways next hops of the default routes over it, of both families
record InsideState(Optional<MacAddress> mac, boolean up, Set<IpAddress> addresses, Set<IpAddress> defaultGateways) {
    InsideState {
        addresses = Set.copyOf(addresses);
        defaultGateways = Set.copyOf(defaultGateways);
    }
}
