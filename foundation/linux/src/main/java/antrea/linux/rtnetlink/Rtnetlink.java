package antrea.linux.rtnetlink;

import antrea.linux.LinuxException;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkMessage;
import antrea.linux.netlink.NetlinkSocket;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Links, addresses, routes, neighbours and rules of one network namespace. Every change waits for the kernel's
/// acknowledgement, never for time. Throws [LinuxException] naming the object; see [LinuxException#isMissing] and
/// [LinuxException#isExisting]. Safe for any thread.
public final class Rtnetlink implements AutoCloseable {
    private static final int UP = 1;

    private final NetlinkSocket socket;

    private Rtnetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// For the network namespace of this process.
    public static Rtnetlink open() {
        return new Rtnetlink(NetlinkSocket.open(NetlinkSocket.ROUTE));
    }

    /// For another network namespace.
    public static Rtnetlink open(NamespaceThread thread, NetworkNamespace namespace) {
        return new Rtnetlink(NetlinkSocket.open(thread, namespace, NetlinkSocket.ROUTE));
    }

    /// The device of that name, empty when there is none.
    public Optional<Link> link(String name) {
        return oneLink("look-up of device " + name, LinkMessages.get(name));
    }

    public Optional<Link> link(int index) {
        return oneLink("look-up of device " + index, LinkMessages.get(index));
    }

    private Optional<Link> oneLink(String doing, MessageWriter message) {
        try {
            List<NetlinkMessage> answer = socket.request(doing, message);
            return answer.isEmpty() ? Optional.empty() : Optional.of(LinkMessages.read(answer.getFirst()));
        } catch (LinuxException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public List<Link> links() {
        List<Link> out = new ArrayList<>();
        socket.dump("list of devices", LinkMessages.dump()).forEach(m -> out.add(LinkMessages.read(m)));
        return out;
    }

    /// Creates the pair, with the Pod's end inside its namespace from the first moment. Both ends are down.
    public Link createVeth(VethSpec spec, NetworkNamespace podNamespace) {
        socket.request(
                "creation of veth pair " + spec.hostName() + " - " + spec.podName() + " in " + podNamespace,
                LinkMessages.createVeth(spec, podNamespace.descriptor().number()));
        return link(spec.hostName())
                .orElseThrow(() -> new LinuxException("veth " + spec.hostName() + " is gone right after its creation"));
    }

    /// Creates a device without parameters: kind `dummy`, `bridge`, ….
    public Link create(String name, String kind) {
        socket.request("creation of " + kind + " device " + name, LinkMessages.create(name, kind));
        return link(name).orElseThrow(() -> new LinuxException("device " + name + " is gone right after its creation"));
    }

    /// Deletes a device (of a veth: both ends). The kernel takes some 20 ms for it.
    public void deleteLink(int index) {
        socket.request("deletion of device " + index, LinkMessages.delete(index));
    }

    public void setUp(int index) {
        socket.request("setting up of device " + index, LinkMessages.state(index, UP));
    }

    public void setDown(int index) {
        socket.request("setting down of device " + index, LinkMessages.state(index, 0));
    }

    public void setMtu(int index, int mtu) {
        socket.request("MTU " + mtu + " of device " + index, LinkMessages.mtu(index, mtu));
    }

    public void setMac(int index, MacAddress mac) {
        socket.request("address " + mac + " of device " + index, LinkMessages.mac(index, mac));
    }

    /// The device must be down.
    public void rename(int index, String name) {
        socket.request("renaming of device " + index + " to " + name, LinkMessages.rename(index, name));
    }

    public void moveTo(int index, NetworkNamespace namespace) {
        socket.request(
                "move of device " + index + " to " + namespace,
                LinkMessages.move(index, namespace.descriptor().number()));
    }

    /// All addresses of both families.
    public List<LinkAddress> addresses() {
        List<LinkAddress> out = new ArrayList<>();
        socket.dump("list of addresses", AddressMessages.dump())
                .forEach(m -> AddressMessages.read(m).ifPresent(out::add));
        return out;
    }

    /// Adds the address; IPv6 without duplicate detection, so that it is usable at once.
    public void addAddress(LinkAddress address) {
        socket.request("adding of " + address, AddressMessages.add(address));
    }

    public void deleteAddress(LinkAddress address) {
        socket.request("deletion of " + address, AddressMessages.delete(address));
    }

    /// The unicast routes of a family, in all tables but the kernel's own `local`.
    public List<RouteEntry> routes(IpFamily family) {
        List<RouteEntry> out = new ArrayList<>();
        socket.dump("list of " + family + " routes", RouteMessages.dump(family))
                .forEach(m -> RouteMessages.read(family, m).ifPresent(out::add));
        return out;
    }

    /// Adds a route; EEXIST when one with that destination, table and metric is there.
    public void addRoute(RouteEntry route) {
        socket.request("adding of " + route, RouteMessages.add(route));
    }

    /// Adds the route or puts it in the place of the one with the same destination, table and metric.
    public void replaceRoute(RouteEntry route) {
        socket.request("replacing of " + route, RouteMessages.replace(route));
    }

    public void deleteRoute(RouteEntry route) {
        socket.request("deletion of " + route, RouteMessages.delete(route));
    }

    public List<NeighbourEntry> neighbours(IpFamily family) {
        List<NeighbourEntry> out = new ArrayList<>();
        socket.dump("list of " + family + " neighbours", NeighbourMessages.dump(family))
                .forEach(m -> NeighbourMessages.read(m).ifPresent(out::add));
        return out;
    }

    public void replaceNeighbour(NeighbourEntry neighbour) {
        socket.request("setting of " + neighbour, NeighbourMessages.replace(neighbour));
    }

    public void deleteNeighbour(NeighbourEntry neighbour) {
        socket.request("deletion of " + neighbour, NeighbourMessages.delete(neighbour));
    }

    /// The rules of a family that look a table up.
    public List<RuleEntry> rules(IpFamily family) {
        List<RuleEntry> out = new ArrayList<>();
        socket.dump("list of " + family + " rules", RuleMessages.dump(family))
                .forEach(m -> RuleMessages.read(family, m).ifPresent(out::add));
        return out;
    }

    public void addRule(RuleEntry rule) {
        socket.request("adding of " + rule, RuleMessages.add(rule));
    }

    public void deleteRule(RuleEntry rule) {
        socket.request("deletion of " + rule, RuleMessages.delete(rule));
    }

    @Override
    public void close() {
        socket.close();
    }
}
