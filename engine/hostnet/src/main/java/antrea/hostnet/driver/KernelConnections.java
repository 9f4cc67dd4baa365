package antrea.hostnet.driver;

import antrea.linux.conntrack.Conntrack;
import antrea.linux.conntrack.ConntrackEntry;
import antrea.linux.conntrack.ConntrackTuple;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Connections of the kernel datapath: those of the kernel, by netlink.
public final class KernelConnections implements ConnectionTable {
    private final Conntrack conntrack;
    private final ToIntFunction<IpFamily> zone;

    public KernelConnections(Conntrack conntrack, ToIntFunction<IpFamily> zone) {
        this.conntrack = conntrack;
        this.zone = zone;
    }

    @Override
    public int endIf(IpFamily family, Protocol protocol, Predicate<TrackedConnection> unwanted) {
        int ours = zone.applyAsInt(family);
        return conntrack.deleteIf(
                family,
                entry -> entry.zone() == ours
                        && entry.original().protocol() == protocol.number()
                        && unwanted.test(connection(protocol, entry)));
    }

    private static TrackedConnection connection(Protocol protocol, ConntrackEntry entry) {
        ConntrackTuple original = entry.original();
        ConntrackTuple reply = entry.reply();
        return new TrackedConnection(
                protocol,
                new TrackedConnection.Peer(original.source(), original.sourcePort()),
                new TrackedConnection.Peer(original.destination(), original.destinationPort()),
                new TrackedConnection.Peer(reply.source(), reply.sourcePort()),
                entry.answered());
    }
}
