package antrea.linux.rtnetlink;

import antrea.linux.Errno;
import antrea.linux.LinuxException;
import antrea.linux.netlink.NetlinkMessage;
import antrea.linux.netlink.NetlinkMonitor;
import antrea.linux.netlink.NetlinkSocket;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Tells what goes on in a network namespace, like ip-monitor(8): every change of a device, and which addresses,
/// routes and rules have gone. For one platform thread.
public final class RtnetlinkMonitor implements AutoCloseable {
    // RTNLGRP_ of rtnetlink(7)
    private static final int GROUP_LINK = 1;
    private static final int GROUP_V4_ADDRESS = 5;
    private static final int GROUP_V4_ROUTE = 7;
    private static final int GROUP_V4_RULE = 8;
    private static final int GROUP_V6_ADDRESS = 9;
    private static final int GROUP_V6_ROUTE = 11;
    private static final int GROUP_V6_RULE = 19;
    private static final Set<Integer> GROUPS = Set.of(
            GROUP_LINK,
            GROUP_V4_ADDRESS,
            GROUP_V4_ROUTE,
            GROUP_V4_RULE,
            GROUP_V6_ADDRESS,
            GROUP_V6_ROUTE,
            GROUP_V6_RULE);

    private final NetlinkMonitor socket;

    /// Something that has changed.
    public sealed interface Change {}

    /// A device has come, gone, or become another.
    public record OfLink(String name) implements Change {}

    /// An address has been taken from a device.
    public record AddressGone(LinkAddress address) implements Change {}

    /// A route has been deleted. The kernel does not tell of IPv4 routes that go with their device.
    public record RouteGone(RouteEntry route) implements Change {}

    public record RuleGone(RuleEntry rule) implements Change {}

    /// There was more than the socket could hold: anything may have changed.
    public record Missed() implements Change {}

    private RtnetlinkMonitor(NetlinkMonitor socket) {
        this.socket = socket;
    }

    /// For the network namespace of this process.
    public static RtnetlinkMonitor open() {
        return new RtnetlinkMonitor(NetlinkMonitor.open(NetlinkSocket.ROUTE, GROUPS));
    }

    /// For another network namespace.
    public static RtnetlinkMonitor open(NamespaceThread thread, NetworkNamespace namespace) {
        return new RtnetlinkMonitor(NetlinkMonitor.open(thread, namespace, NetlinkSocket.ROUTE, GROUPS));
    }

    /// Waits up to a second for the next changes. Throws [LinuxException] when the socket is of no more use.
    public List<Change> receive() {
        try {
            List<Change> out = new ArrayList<>();
            socket.receive().forEach(message -> read(message).ifPresent(out::add));
            return out;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOBUFS) {
                return List.of(new Missed());
            }
            throw e;
        }
    }

    private static Optional<Change> read(NetlinkMessage message) {
        return switch (message.type()) {
            case LinkMessages.NEW_LINK, LinkMessages.DELETE_LINK ->
                Optional.of(new OfLink(LinkMessages.read(message).name()));
            case AddressMessages.DELETE_ADDRESS -> AddressMessages.read(message).map(AddressGone::new);
            case RouteMessages.DELETE_ROUTE ->
                family(message).flatMap(f -> RouteMessages.read(f, message)).map(RouteGone::new);
            case RuleMessages.DELETE_RULE ->
                family(message).flatMap(f -> RuleMessages.read(f, message)).map(RuleGone::new);
            default -> Optional.empty();
        };
    }

    private static Optional<IpFamily> family(NetlinkMessage message) {
        return Family.of(message.u8(0));
    }

    @Override
    public void close() {
        socket.close();
    }
}
