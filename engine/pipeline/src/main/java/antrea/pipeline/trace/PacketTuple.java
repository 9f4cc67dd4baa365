package antrea.pipeline.trace;

import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.PacketException;
import antrea.net.packet.QuotedPacket;
import antrea.net.packet.Transport;
import antrea.openflow.codec.OxmField;
import org.jspecify.annotations.Nullable;

/// The tuple by which the tracker looks a packet up; for an ICMP error that of the connection it speaks of
/// (`related`). None for a packet that belongs to no connection, such as neighbor discovery.
record PacketTuple(@Nullable ConnectionTuple tuple, boolean related) {
    static PacketTuple of(PacketState packet) {
        if (isError(packet)) {
            ConnectionTuple quoted = packet.quoted != null ? packet.quoted : quoted(packet.frame);
            return new PacketTuple(quoted == null ? null : quoted.reverse(), quoted != null);
        }
        return new PacketTuple(
                switch ((int) packet.get(OxmField.IP_PROTO)) {
                    case 6 -> ports(packet, OxmField.TCP_SRC, OxmField.TCP_DST);
                    case 17 -> ports(packet, OxmField.UDP_SRC, OxmField.UDP_DST);
                    case 132 -> ports(packet, OxmField.SCTP_SRC, OxmField.SCTP_DST);
                    case 1 -> icmp(packet, OxmField.ICMPV4_TYPE, 18);
                    case 58 -> icmp(packet, OxmField.ICMPV6_TYPE, 129);
                    default -> tuple(packet, 0, 0);
                },
                false);
    }

    private static boolean isError(PacketState packet) {
        return switch ((int) packet.get(OxmField.IP_PROTO)) {
            case 1 ->
                switch ((int) packet.get(OxmField.ICMPV4_TYPE)) {
                    case 3, 4, 5, 11, 12 -> true;
                    default -> false;
                };
            case 58 -> packet.get(OxmField.ICMPV6_TYPE) < 5;
            default -> false;
        };
    }

    private static ConnectionTuple tuple(PacketState packet, int sourcePort, int destinationPort) {
        return new ConnectionTuple(
                (int) packet.get(OxmField.IP_PROTO),
                packet.ipSource(),
                packet.ipDestination(),
                sourcePort,
                destinationPort);
    }

    private static ConnectionTuple ports(PacketState packet, OxmField source, OxmField destination) {
        return tuple(packet, (int) packet.get(source), (int) packet.get(destination));
    }

    private static @Nullable ConnectionTuple icmp(PacketState packet, OxmField typeField, int lastType) {
        int type = (int) packet.get(typeField);
        if (type > lastType || !(packet.frame.content() instanceof IpPacket ip)) {
            return null;
        }
        long rest =
                switch (ip.transport()) {
                    case Transport.Icmp icmp -> icmp.rest();
                    case Transport.Icmpv6 icmp -> icmp.rest();
                    case Transport.Tcp _, Transport.Udp _, Transport.Sctp _ -> 0;
                    case Transport.Neighbor _, Transport.Igmp _, Transport.Other _ -> 0;
                };
        return tuple(packet, (int) (rest >>> 16), type);
    }

    /// The tuple of the packet that the ICMP error quotes.
    private static @Nullable ConnectionTuple quoted(EthernetFrame frame) {
        if (!(frame.content() instanceof IpPacket ip)) {
            return null;
        }
        return switch (ip.transport()) {
            case Transport.Icmp icmp -> read(icmp.body().toArray());
            case Transport.Icmpv6 icmp -> read(icmp.body().toArray());
            case Transport.Tcp _, Transport.Udp _, Transport.Sctp _ -> null;
            case Transport.Neighbor _, Transport.Igmp _, Transport.Other _ -> null;
        };
    }

    private static @Nullable ConnectionTuple read(byte[] body) {
        try {
            QuotedPacket q = QuotedPacket.read(body);
            return new ConnectionTuple(
                    q.protocolNumber(), q.source(), q.destination(), q.sourcePort(), q.destinationPort());
        } catch (PacketException _) {
            return null;
        }
    }

    /// The ports that a packet has when replies come with the tuple `other`.
    static void setPorts(PacketState packet, ConnectionTuple other) {
        switch ((int) packet.get(OxmField.IP_PROTO)) {
            case 6 -> {
                packet.set(OxmField.TCP_SRC, other.destinationPort());
                packet.set(OxmField.TCP_DST, other.sourcePort());
            }
            case 17 -> {
                packet.set(OxmField.UDP_SRC, other.destinationPort());
                packet.set(OxmField.UDP_DST, other.sourcePort());
            }
            default -> {}
        }
    }
}
