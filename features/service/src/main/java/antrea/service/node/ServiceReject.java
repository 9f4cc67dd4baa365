package antrea.service.node;

import antrea.feature.PacketInHandler;
import antrea.feature.PacketInReason;
import antrea.feature.PacketOutPort;
import antrea.net.Bytes;
import antrea.net.IpFamily;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpHeader;
import antrea.net.packet.IpPacket;
import antrea.net.packet.PacketException;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.TcpHeader;
import antrea.net.packet.Transport;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Ports;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Answers clients of a Service that has no endpoint: a reset for TCP, "port unreachable" for everything else,
/// sent straight to the port of the client.
@SuppressWarnings("ArgumentSelectionDefectChecker") // a reply swaps source and destination: that is the point
final class ServiceReject implements PacketInHandler {
    static final PacketInReason REASON = new PacketInReason(4, "Service without endpoint");
    private static final int HOP_LIMIT = 128;
    private static final int QUOTED_BYTES = 8;

    private final PacketOutPort packetOut;

    ServiceReject(PacketOutPort packetOut) {
        this.packetOut = packetOut;
    }

    @Override
    public PacketInReason reason() {
        return REASON;
    }

    @Override
    public void observe(PacketIn packet) {
        answer(packet.packet())
                .ifPresent(frame -> packetOut.send(
                        PacketOut.from(Ports.LOCAL, List.of(new Action.Output(packet.inPort())), frame)));
    }

    /// The frame that refuses this one; none for what is no IP packet, or is itself a refusal.
    static Optional<Bytes> answer(Bytes received) {
        EthernetFrame frame;
        try {
            frame = EthernetFrame.parse(received.toArray());
        } catch (PacketException e) {
            return Optional.empty();
        }
        if (!(frame.content() instanceof IpPacket packet)) {
            return Optional.empty();
        }
        return refusal(packet).map(transport -> {
            IpPacket reply = IpPacket.of(packet.destination(), packet.source(), transport)
                    .withHeader(IpHeader.PLAIN.withHopLimit(HOP_LIMIT));
            return Bytes.of(
                    EthernetFrame.of(frame.destination(), frame.source(), reply).toBytes());
        });
    }

    private static Optional<Transport> refusal(IpPacket packet) {
        return switch (packet.transport()) {
            case Transport.Tcp tcp when (tcp.header().flags() & TcpFlags.RST) != 0 -> Optional.empty();
            case Transport.Tcp tcp -> Optional.of(reset(tcp));
            case Transport.Icmp _, Transport.Icmpv6 _, Transport.Neighbor _, Transport.Igmp _ -> Optional.empty();
            case Transport.Udp _, Transport.Sctp _, Transport.Other _ -> Optional.of(unreachable(packet));
        };
    }

    private static Transport reset(Transport.Tcp tcp) {
        TcpHeader header =
                TcpHeader.of(TcpFlags.RST | TcpFlags.ACK, 0, tcp.header().sequence() + 1 & 0xffffffffL);
        return new Transport.Tcp(tcp.destinationPort(), tcp.sourcePort(), header, Bytes.EMPTY);
    }

    /// Quotes the header and the first bytes of what is refused (RFC 792, RFC 4443 section 3.1).
    private static Transport unreachable(IpPacket packet) {
        byte[] whole = packet.toBytes();
        int header = packet.family() == IpFamily.V4 ? (whole[0] & 0xf) * 4 : 40;
        Bytes quoted = Bytes.of(Arrays.copyOf(whole, Math.min(whole.length, header + QUOTED_BYTES)));
        return packet.family() == IpFamily.V4
                ? new Transport.Icmp(3, 10, 0, quoted)
                : new Transport.Icmpv6(1, 1, 0, quoted);
    }
}
