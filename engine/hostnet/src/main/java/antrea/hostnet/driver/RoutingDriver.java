package antrea.hostnet.driver;

import antrea.hostnet.HostKey;
import antrea.hostnet.InterfaceAddress;
import antrea.hostnet.IpRule;
import antrea.hostnet.LinkUp;
import antrea.hostnet.Neighbour;
import antrea.hostnet.Ownership;
import antrea.hostnet.Route;
import antrea.hostnet.RoutingItem;
import antrea.hostnet.Sysctl;
import antrea.linux.LinuxException;
import antrea.linux.netlink.NetlinkFormatException;
import antrea.linux.rtnetlink.NeighbourEntry;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.rtnetlink.RuleEntry;
import antrea.net.IpFamily;
import antrea.reconcile.Delta;
import antrea.reconcile.Driver;
import antrea.reconcile.DriverException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Devices that are up, addresses, routes, neighbours, policy rules (rtnetlink) and kernel parameters. New things
/// first, in the order in which they need each other, then deletions in the opposite one.
public final class RoutingDriver implements Driver<HostKey, RoutingItem> {
    private final Rtnetlink netlink;
    private final antrea.linux.proc.Sysctl parameters;
    private final Ownership ownership;
    private final Set<IpFamily> families;
    private final Links links;
    private final Addresses addresses;
    private final Routes routes;
    private final Set<String> statedParameters = new HashSet<>();

    /// `families`: those that the Node has; nothing of another one is read.
    public RoutingDriver(
            Rtnetlink netlink, antrea.linux.proc.Sysctl parameters, Ownership ownership, Set<IpFamily> families) {
        this.netlink = netlink;
        this.parameters = parameters;
        this.ownership = ownership;
        this.families = Set.copyOf(families);
        this.links = new Links(netlink);
        this.addresses = new Addresses(netlink, ownership);
        this.routes = new Routes(netlink, ownership);
    }

    @Override
    public Map<HostKey, RoutingItem> readActual() {
        try {
            Map<HostKey, RoutingItem> actual = new HashMap<>();
            Devices devices = links.read(actual);
            addresses.read(devices, actual);
            for (IpFamily family : families) {
                routes.read(family, devices, actual);
                readNeighbours(family, devices, actual);
                readRules(family, actual);
            }
            readParameters(actual);
            return actual;
        } catch (LinuxException | NetlinkFormatException e) {
            throw new DriverException("the host's routing cannot be read: " + e.getMessage(), e);
        }
    }

    private void readNeighbours(IpFamily family, Devices devices, Map<HostKey, RoutingItem> actual) {
        for (NeighbourEntry entry : netlink.neighbours(family)) {
            if (!entry.permanent() || entry.mac().isEmpty()) {
                continue;
            }
            devices.name(entry.ifindex())
                    .filter(ownership::ownsDevice)
                    .map(device ->
                            new Neighbour(device, entry.address(), entry.mac().orElseThrow()))
                    .ifPresent(neighbour -> actual.put(neighbour.key(), neighbour));
        }
    }

    private void readRules(IpFamily family, Map<HostKey, RoutingItem> actual) {
        for (RuleEntry entry : netlink.rules(family)) {
            if (ownership.ownsTable(entry.table()) && entry.mark() != 0 && entry.mask() == Ownership.MARK_MASK) {
                IpRule rule = new IpRule(family, entry.priority().orElse(0), entry.mark(), entry.mask(), entry.table());
                actual.put(rule.key(), rule);
            }
        }
    }

    /// Of the thousands of parameters only those that somebody states are looked at.
    private void readParameters(Map<HostKey, RoutingItem> actual) {
        for (String path : statedParameters) {
            parameters.read(path).map(value -> new Sysctl(path, value)).ifPresent(p -> actual.put(p.key(), p));
        }
    }

    @Override
    public Map<HostKey, String> apply(Delta<HostKey, RoutingItem> delta) {
        Devices devices = links.now();
        Refused refused = new Refused();
        List<RoutingItem> puts = new ArrayList<>(delta.additions().values());
        puts.addAll(delta.changes().values());
        for (RoutingItem item : ordered(puts)) {
            refused.attempt(item.key(), () -> put(item, devices));
        }
        for (RoutingItem item : ordered(List.copyOf(delta.deletions().values())).reversed()) {
            refused.attemptRemoval(item.key(), () -> delete(item, devices));
        }
        return refused.reasons();
    }

    private static List<RoutingItem> ordered(List<RoutingItem> items) {
        List<RoutingItem> out = new ArrayList<>(items);
        out.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        return out;
    }

    /// A route over a gateway needs the route to the gateway; both need the address, and a device that is up. The
    /// neighbour comes before the routes that would make the kernel ask for it.
    private static int rank(RoutingItem item) {
        return switch (item) {
            case LinkUp _ -> 0;
            case InterfaceAddress _ -> 1;
            case Sysctl _ -> 2;
            case Neighbour _ -> 3;
            case Route route -> route.gateway().isEmpty() ? 4 : 5;
            case IpRule _ -> 6;
        };
    }

    private void put(RoutingItem item, Devices devices) {
        switch (item) {
            case LinkUp link -> links.put(link, devices);
            case InterfaceAddress address -> addresses.put(address, devices);
            case Sysctl parameter -> {
                statedParameters.add(parameter.path());
                parameters.write(parameter.path(), parameter.value());
            }
            case Neighbour n ->
                netlink.replaceNeighbour(NeighbourEntry.permanent(devices.index(n.device()), n.address(), n.mac()));
            case Route route -> routes.put(route, devices);
            case IpRule rule -> putRule(rule);
        }
    }

    private void putRule(IpRule rule) {
        try {
            netlink.addRule(entry(rule));
        } catch (LinuxException e) {
            if (!e.isExisting()) {
                throw e;
            }
        }
    }

    private static RuleEntry entry(IpRule rule) {
        return new RuleEntry(rule.family(), OptionalInt.of(rule.priority()), rule.mark(), rule.mask(), rule.table());
    }

    private void delete(RoutingItem item, Devices devices) {
        switch (item) {
            case LinkUp link -> links.forget(link);
            case InterfaceAddress address -> addresses.delete(address, devices);
            case Sysctl parameter -> statedParameters.remove(parameter.path());
            case Neighbour n ->
                netlink.deleteNeighbour(NeighbourEntry.permanent(devices.index(n.device()), n.address(), n.mac()));
            case Route route -> routes.delete(route, devices);
            case IpRule rule -> netlink.deleteRule(entry(rule));
        }
    }
}
