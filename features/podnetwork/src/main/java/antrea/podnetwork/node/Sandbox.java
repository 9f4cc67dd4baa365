package antrea.podnetwork.node;

import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.AddressWithPrefix;
import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a Pod itself sees of its network: its interface with the addresses, and all its routes of the main table.
public record Sandbox(Link link, Set<AddressWithPrefix> addresses, List<RouteEntry> routes) {
    public Sandbox {
        addresses = Set.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /// Asks the kernel. Throws [LinuxException] when there is no such interface.
    static Sandbox read(Rtnetlink pod, String interfaceName) {
        Link link =
                pod.link(interfaceName).orElseThrow(() -> new LinuxException("no " + interfaceName + " in the Pod"));
        Set<AddressWithPrefix> addresses = new HashSet<>();
        for (LinkAddress address : pod.addresses()) {
            if (address.ifindex() == link.index()) {
                addresses.add(address.address());
            }
        }
        List<RouteEntry> routes = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            for (RouteEntry route : pod.routes(family)) {
                if (route.table() == RouteEntry.TABLE_MAIN) {
                    routes.add(route);
                }
            }
        }
        return new Sandbox(link, addresses, routes);
    }
}
