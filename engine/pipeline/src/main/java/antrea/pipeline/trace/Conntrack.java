package antrea.pipeline.trace;

import antrea.net.PortRange;
import antrea.net.U128;
import antrea.openflow.codec.Action.Nat;
import antrea.openflow.codec.CtState;
import antrea.openflow.codec.OxmField;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connection tracker of the switch: zones, marks, labels, translation. Nothing expires by itself; sequence
/// numbers are not looked at.
public final class Conntrack {
    private static final int NAT_STATE = CtState.SNAT | CtState.DNAT;

    private final Map<ZoneTuple, Direction> connections = new HashMap<>();

    private record ZoneTuple(int zone, ConnectionTuple tuple) {}

    private record Direction(Connection connection, boolean reply) {}

    /// What one `ct` action asks for. Masks of zero leave mark and label alone.
    record Request(boolean commit, int zone, Optional<Nat> nat, Marks marks) {}

    record Marks(int mark, int markMask, U128 label, U128 labelMask) {
        static final Marks NONE = new Marks(0, 0, U128.ZERO, U128.ZERO);
    }

    /// Forgets every connection.
    public void clear() {
        connections.clear();
    }

    public Collection<Connection> connections() {
        Set<Connection> out = new HashSet<>();
        connections.values().forEach(d -> out.add(d.connection));
        return out;
    }

    /// Forgets one connection.
    public void remove(Connection connection) {
        connections.remove(new ZoneTuple(connection.zone(), connection.original()));
        connections.remove(new ZoneTuple(connection.zone(), connection.reply()));
    }

    /// Runs the packet through the tracker: translates it, sets what flows see of the connection.
    void track(PacketState packet, Request request) {
        int zone = request.zone();
        if (packet.cached != null && packet.cached.zone() == zone) {
            trackCached(packet, request, packet.cached);
            return;
        }
        if (packet.trackedState != 0 && packet.trackedZone != zone) {
            packet.trackedState = 0;
        }
        PacketTuple lookup = PacketTuple.of(packet);
        if (lookup.tuple() == null) {
            packet.trackedState = CtState.INV;
            publish(packet, zone, null, null);
            return;
        }
        trackByTuple(packet, request, lookup, lookup.tuple());
    }

    private void trackCached(PacketState packet, Request request, Connection connection) {
        if (request.nat().isPresent()) {
            translate(packet, connection, packet.cachedReply, request.zone());
            packet.cached = null;
        }
        publish(packet, request.zone(), connection, connection.original());
        mark(packet, connection, request.marks());
    }

    private void trackByTuple(PacketState packet, Request request, PacketTuple lookup, ConnectionTuple tuple) {
        int zone = request.zone();
        boolean translated = (packet.trackedState & NAT_STATE) != 0;
        Direction found = connections.get(new ZoneTuple(zone, translated ? tuple.reverse() : tuple));
        boolean isReply = found != null && found.reply != translated;
        Connection connection = found == null ? null : found.connection;
        boolean isFresh = connection == null;
        if (connection != null) {
            isFresh = update(packet, connection, isReply, lookup);
            if (isFresh) {
                remove(connection);
                connection = null;
            } else if (request.nat().isPresent()) {
                translate(packet, connection, isReply, zone);
            }
        }
        if (isFresh) {
            connection = begin(packet, request, lookup, tuple);
        }
        publish(packet, zone, connection, connection == null ? tuple : connection.original());
        if (connection != null) {
            mark(packet, connection, request.marks());
        }
        packet.cached = request.nat().isPresent() ? null : connection;
        packet.cachedReply = isReply;
    }

    /// Answers whether the connection has to begin anew.
    private static boolean update(PacketState packet, Connection connection, boolean isReply, PacketTuple lookup) {
        if (lookup.related()) {
            packet.trackedState |= CtState.REL | (isReply ? CtState.RPL : 0);
            return false;
        }
        boolean tcp = packet.get(OxmField.IP_PROTO) == 6;
        switch (connection.update(isReply, tcp, (int) packet.get(OxmField.TCP_FLAGS))) {
            case NEW -> packet.trackedState |= CtState.NEW;
            case ESTABLISHED -> {
                packet.trackedState |= CtState.EST | (isReply ? CtState.RPL : 0);
                packet.trackedState &= ~CtState.NEW;
            }
            case INVALID -> packet.trackedState = CtState.INV;
            case RESTARTED -> {
                return true;
            }
        }
        return false;
    }

    private @Nullable Connection begin(PacketState packet, Request request, PacketTuple lookup, ConnectionTuple tuple) {
        if (lookup.related() || !mayBegin(packet)) {
            packet.trackedState = CtState.INV;
            return null;
        }
        packet.trackedState = CtState.NEW;
        if (!request.commit()) {
            return null;
        }
        Connection out = translated(request, tuple);
        if (out == null) {
            return null;
        }
        connections.put(new ZoneTuple(out.zone(), out.original()), new Direction(out, false));
        connections.put(new ZoneTuple(out.zone(), out.reply()), new Direction(out, true));
        if (request.nat().isPresent()) {
            translate(packet, out, false, out.zone());
        }
        return out;
    }

    /// A SYN+ACK, an echo reply or a router message begins nothing.
    private static boolean mayBegin(PacketState packet) {
        int flags = (int) packet.get(OxmField.TCP_FLAGS);
        return switch ((int) packet.get(OxmField.IP_PROTO)) {
            case 6 -> Connection.areValid(flags) && (flags & 0x12) != 0x12;
            case 1 -> {
                int type = (int) packet.get(OxmField.ICMPV4_TYPE);
                yield type == 8 || type == 13 || type == 15;
            }
            case 58 -> packet.get(OxmField.ICMPV6_TYPE) == 128;
            default -> true;
        };
    }

    private @Nullable Connection translated(Request request, ConnectionTuple tuple) {
        Nat nat = request.nat().orElse(new Nat.Restore());
        int zone = request.zone();
        return switch (nat) {
            case Nat.Restore _ -> new Connection(zone, tuple, tuple.reverse(), Connection.Translation.NONE);
            case Nat.Source source -> {
                int port = source.ports().map(PortRange::first).orElse(tuple.sourcePort());
                PortRange range = source.ports().orElse(rangeOf(port));
                ConnectionTuple wished = tuple.withSource(source.first(), port);
                ConnectionTuple reply = freeReply(zone, wished, range);
                yield reply == null ? null : new Connection(zone, tuple, reply, Connection.Translation.SOURCE);
            }
            case Nat.Destination to -> {
                int port = to.ports().map(PortRange::first).orElse(tuple.destinationPort());
                ConnectionTuple wished = tuple.withDestination(to.first(), port);
                ConnectionTuple reply = freeReply(zone, wished, rangeOf(tuple.sourcePort()));
                yield reply == null ? null : new Connection(zone, tuple, reply, Connection.Translation.DESTINATION);
            }
        };
    }

    /// The reply tuple with the source port kept if it is free, else with the next free one of the range.
    private @Nullable ConnectionTuple freeReply(int zone, ConnectionTuple wished, PortRange range) {
        int port = wished.sourcePort();
        for (int i = range.first(); i <= range.last(); i++) {
            ConnectionTuple reply = wished.withSource(wished.source(), port).reverse();
            if (!connections.containsKey(new ZoneTuple(zone, reply))) {
                return reply;
            }
            if (!wished.hasPorts()) {
                return null;
            }
            port = port == range.last() ? range.first() : port + 1;
        }
        return null;
    }

    /// Where another source port is looked for: system ports stay system ports.
    private static PortRange rangeOf(int port) {
        if (port < 512) {
            return new PortRange(1, 511);
        }
        return port < 1024 ? new PortRange(600, 1023) : new PortRange(1024, 65535);
    }

    private static void translate(PacketState packet, Connection connection, boolean isReply, int zone) {
        boolean already = (packet.trackedState & NAT_STATE) != 0;
        if (connection.translation() == Connection.Translation.NONE || already && zone == packet.trackedZone) {
            return;
        }
        packet.trackedState &= ~NAT_STATE;
        if ((packet.trackedState & CtState.REL) != 0) {
            packet.quoted = isReply ? connection.original() : connection.reply();
        }
        ConnectionTuple other = isReply ? connection.original() : connection.reply();
        Connection.Translation way = isReply ? connection.translation().reverse() : connection.translation();
        switch (way) {
            case NONE -> {}
            case SOURCE -> {
                packet.trackedState |= CtState.SNAT;
                packet.setIpSource(other.destination());
                PacketTuple.setPorts(packet, other);
            }
            case DESTINATION -> {
                packet.trackedState |= CtState.DNAT;
                packet.setIpDestination(other.source());
                PacketTuple.setPorts(packet, other);
            }
        }
    }

    private static void mark(PacketState packet, Connection connection, Marks marks) {
        if (marks.markMask() != 0) {
            int had = (int) packet.get(OxmField.CT_MARK);
            int value = marks.mark() | had & ~marks.markMask();
            connection.setMark(value);
            packet.set(OxmField.CT_MARK, value & 0xffffffffL);
        }
        if (!marks.labelMask().isZero()) {
            U128 had = packet.wide(OxmField.CT_LABEL);
            U128 value = marks.label().or(had.and(marks.labelMask().not()));
            connection.setLabel(value);
            packet.setWide(OxmField.CT_LABEL, value);
        }
    }

    /// Sets what flows see.
    private static void publish(
            PacketState packet, int zone, @Nullable Connection connection, @Nullable ConnectionTuple original) {
        packet.trackedState |= CtState.TRK;
        packet.trackedZone = zone;
        packet.clearConntrack();
        packet.set(OxmField.CT_STATE, packet.trackedState);
        packet.set(OxmField.CT_ZONE, zone);
        if (connection != null) {
            packet.set(OxmField.CT_MARK, connection.mark() & 0xffffffffL);
            packet.setWide(OxmField.CT_LABEL, connection.label());
        }
        if (original != null) {
            boolean v4 = original.source().isV4();
            packet.setWide(
                    v4 ? OxmField.CT_NW_SRC : OxmField.CT_IPV6_SRC,
                    original.source().value());
            packet.setWide(
                    v4 ? OxmField.CT_NW_DST : OxmField.CT_IPV6_DST,
                    original.destination().value());
        }
    }
}
