package antrea.hostnet.driver;

import antrea.hostnet.HostKey;
import antrea.hostnet.Ownership;
import antrea.hostnet.Route;
import antrea.hostnet.RoutingItem;
import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.IpFamily;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Routes between [Route] and the kernel.
final class Routes {
    private static final int SCOPE_ANY = 255;
    private static final int PROTOCOL_ANY = 0;

    /// Set by the kernel for redirects and router advertisements, which are nobody's to delete.
    private static final Set<Integer> LEARNED_PROTOCOLS = Set.of(1, 9);

    private final Rtnetlink netlink;
    private final Ownership ownership;
    private final Set<HostKey> stated = new HashSet<>();
    private Map<HostKey, Route> kernelMade = new HashMap<>();

    Routes(Rtnetlink netlink, Ownership ownership) {
        this.netlink = netlink;
        this.ownership = ownership;
    }

    /// Routes that the kernel made for an address are ours only when somebody states the same.
    void read(IpFamily family, Devices devices, Map<HostKey, RoutingItem> actual) {
        Map<HostKey, Route> made = new HashMap<>(kernelMade);
        made.keySet()
                .removeIf(key ->
                        key instanceof HostKey.OfRoute r && r.destination().family() == family);
        for (RouteEntry entry : netlink.routes(family)) {
            Optional<String> device = devices.name(entry.ifindex());
            if (device.isEmpty()) {
                continue;
            }
            Route route = of(entry, device.get());
            boolean byKernel = entry.protocol() == RouteEntry.PROTOCOL_KERNEL;
            if (byKernel) {
                made.put(route.key(), route);
            }
            if (byKernel ? stated.contains(route.key()) : isOurs(entry, device.get())) {
                actual.put(route.key(), route);
            }
        }
        kernelMade = made;
    }

    private boolean isOurs(RouteEntry entry, String device) {
        if (LEARNED_PROTOCOLS.contains(entry.protocol())) {
            return false;
        }
        return entry.protocol() == Ownership.ROUTE_PROTOCOL
                || (entry.table() == Route.MAIN_TABLE || ownership.ownsTable(entry.table()))
                        && ownership.ownsDevice(device);
    }

    private static Route of(RouteEntry entry, String device) {
        return new Route(
                entry.destination(),
                device,
                entry.gateway(),
                entry.source(),
                entry.onlink(),
                entry.table(),
                entry.metric().orElse(0));
    }

    /// What the kernel has made by itself meanwhile, for an address that has just been given, is left as it is.
    void put(Route route, Devices devices) {
        stated.add(route.key());
        if (route.equals(kernelMade.get(route.key()))) {
            return;
        }
        RouteEntry entry = entry(route, devices, scope(route), Ownership.ROUTE_PROTOCOL);
        try {
            netlink.addRoute(entry);
        } catch (LinuxException e) {
            if (!e.isExisting()) {
                throw e;
            }
            read(route.destination().family(), devices, new HashMap<>());
            if (!route.equals(kernelMade.get(route.key()))) {
                netlink.replaceRoute(entry);
            }
        }
    }

    private static int scope(Route route) {
        return route.destination().family() == IpFamily.V4 && route.gateway().isEmpty()
                ? RouteEntry.SCOPE_LINK
                : RouteEntry.SCOPE_UNIVERSE;
    }

    void delete(Route route, Devices devices) {
        stated.remove(route.key());
        netlink.deleteRoute(entry(route, devices, SCOPE_ANY, PROTOCOL_ANY));
    }

    private static RouteEntry entry(Route route, Devices devices, int scope, int protocol) {
        return new RouteEntry(
                route.destination(),
                devices.index(route.device()),
                route.gateway(),
                route.source(),
                scope,
                route.onlink(),
                route.table(),
                route.metric() == 0 ? OptionalInt.empty() : OptionalInt.of(route.metric()),
                protocol,
                RouteEntry.TYPE_UNICAST);
    }
}
