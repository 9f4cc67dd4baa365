package antrea.service.node;

import antrea.feature.PacketInHandler;
import antrea.feature.PacketInReason;
import antrea.feature.PacketOutPort;
import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers clients of a Service that has no endpoint: a reset for TCP, "port unreachable" for UDP and SCTP, sent
/// straight to the port of the client.
@SuppressWarnings("ArgumentSelectionDefectChecker") // a reply swaps source and destination: that is the point
final class ServiceReject implements PacketInHandler {
    static final PacketInReason REASON = new PacketInReason(4, "Service without endpoint");
    private static final int HOP_LIMIT = 128;

    /// Longest ICMP errors, IP header included: RFC 1812 section 4.3.2.3, RFC 4443 section 2.4 (c). SCTP looks
    /// behind the first eight bytes of what is quoted (RFC 9260 section 10).
    private static final int LONGEST_V4 = 576;
    private static final int LONGEST_V6 = 1280;
    private static final int ICMP_HEADER = 8;

    /// Addresses that are not those of one host (RFC 1122 sections 3.2.1.3 and 3.2.2, RFC 4443 section 2.4 (e)).
    private static final List<Cidr> NO_HOST = Stream.of(
                    "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "ff00::/8")
            .map(Cidr::parse)
            .toList();

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
        if (packet.inPort() == Ports.CONTROLLER) {
            return; // from nowhere: the answer would come back to us
        }
        answer(packet.packet())
                .ifPresent(frame -> packetOut.send(
                        PacketOut.from(Ports.LOCAL, List.of(new Action.Output(packet.inPort())), frame)));
    }

    /// The frame that refuses this one; none for what is no IP packet from one host to one, or is itself a refusal.
    static Optional<Bytes> answer(Bytes received) {
        EthernetFrame frame;
        try {
            frame = EthernetFrame.parse(received.toArray());
        } catch (PacketException e) {
            return Optional.empty();
        }
        if (!(frame.content() instanceof IpPacket packet)
                || !isOfOneHost(frame.source(), packet.source())
                || !isOfOneHost(frame.destination(), packet.destination())) {
            return Optional.empty();
        }
        return refusal(packet, received, 14 + 4 * frame.tags().size()).map(transport -> {
            IpPacket reply = IpPacket.of(packet.destination(), packet.source(), transport)
                    .withHeader(IpHeader.PLAIN.withHopLimit(HOP_LIMIT));
            return Bytes.of(
                    EthernetFrame.of(frame.destination(), frame.source(), reply).toBytes());
        });
    }

    private static boolean isOfOneHost(MacAddress mac, IpAddress address) {
        return !mac.isMulticast()
                && !mac.equals(MacAddress.ZERO)
                && NO_HOST.stream().noneMatch(net -> net.contains(address));
    }

    private static Optional<Transport> refusal(IpPacket packet, Bytes frame, int start) {
        return switch (packet.transport()) {
            case Transport.Tcp tcp when (tcp.header().flags() & TcpFlags.RST) != 0 -> Optional.empty();
            case Transport.Tcp tcp -> Optional.of(reset(tcp));
            case Transport.Udp _, Transport.Sctp _ -> Optional.of(unreachable(packet.family(), frame, start));
            case Transport.Icmp _, Transport.Icmpv6 _, Transport.Neighbor _, Transport.Igmp _ -> Optional.empty();
            case Transport.Other _ -> Optional.empty(); // later fragments among them
        };
    }

    /// What a closed port says (RFC 9293 section 3.10.7.1): where the other side acknowledges, at the number that
    /// it waits for, or else it would not believe it.
    private static Transport reset(Transport.Tcp tcp) {
        TcpHeader theirs = tcp.header();
        boolean syn = (theirs.flags() & TcpFlags.SYN) != 0;
        boolean fin = (theirs.flags() & TcpFlags.FIN) != 0;
        int length = tcp.payload().length() + (syn ? 1 : 0) + (fin ? 1 : 0);
        TcpHeader header = (theirs.flags() & TcpFlags.ACK) != 0
                ? TcpHeader.of(TcpFlags.RST, theirs.acknowledgement(), 0)
                : TcpHeader.of(TcpFlags.RST | TcpFlags.ACK, 0, theirs.sequence() + length & 0xffffffffL);
        return new Transport.Tcp(tcp.destinationPort(), tcp.sourcePort(), header, Bytes.EMPTY);
    }

    /// Port unreachable (RFC 792; RFC 4443 section 3.1). Quotes the packet as it came, which begins at `start`.
    private static Transport unreachable(IpFamily family, Bytes frame, int start) {
        return switch (family) {
            case V4 -> {
                int length = u16(frame, start + 2);
                int quoted = Math.min(length, LONGEST_V4 - 20 - ICMP_HEADER);
                yield new Transport.Icmp(3, 3, 0, frame.slice(start, start + quoted));
            }
            case V6 -> {
                int length = 40 + u16(frame, start + 4);
                int quoted = Math.min(length, LONGEST_V6 - 40 - ICMP_HEADER);
                yield new Transport.Icmpv6(1, 4, 0, frame.slice(start, start + quoted));
            }
        };
    }

    private static int u16(Bytes frame, int at) {
        return frame.at(at) << 8 | frame.at(at + 1);
    }
}
