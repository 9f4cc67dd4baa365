package antrea.net.packet;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.Protocol;
import java.util.Optional;

/// Reads what is behind the IP header.
final class TransportReader {
    private TransportReader() {}

    static Transport read(ByteCursor in, int number, IpFamily family, Fragment fragment) {
        Optional<Protocol> protocol = Protocol.ofNumber(number);
        if (protocol.isEmpty() || fragment.isLater()) {
            return new Transport.Other(number, in.rest());
        }
        return switch (protocol.get()) {
            case TCP -> tcp(in);
            case UDP -> udp(in, fragment);
            case SCTP -> sctp(in);
            case ICMP -> family == IpFamily.V4 ? icmp(in) : new Transport.Other(number, in.rest());
            case ICMPV6 -> family == IpFamily.V6 ? icmpv6(in) : new Transport.Other(number, in.rest());
            case IGMP -> igmp(in, number, family);
        };
    }

    private static Transport tcp(ByteCursor in) {
        int source = in.u16("TCP source port");
        int destination = in.u16("TCP destination port");
        long sequence = in.u32("TCP sequence");
        long acknowledgement = in.u32("TCP acknowledgement");
        int word = in.u16("TCP flags");
        int headerLength = 4 * (word >>> 12);
        if (headerLength < 20) {
            throw new PacketException("TCP header of " + headerLength + " bytes");
        }
        int window = in.u16("TCP window");
        in.skip(2, "TCP checksum");
        int urgent = in.u16("TCP urgent pointer");
        Bytes options = in.bytes(headerLength - 20, "TCP options");
        TcpHeader header = new TcpHeader(sequence, acknowledgement, word & 0xfff, window, urgent, options);
        return new Transport.Tcp(source, destination, header, in.rest());
    }

    private static Transport udp(ByteCursor in, Fragment fragment) {
        int source = in.u16("UDP source port");
        int destination = in.u16("UDP destination port");
        int length = in.u16("UDP length");
        in.skip(2, "UDP checksum");
        if (fragment.more()) {
            return new Transport.Udp(source, destination, in.rest());
        }
        return new Transport.Udp(source, destination, in.bytes(length - 8, "UDP payload"));
    }

    private static Transport sctp(ByteCursor in) {
        int source = in.u16("SCTP source port");
        int destination = in.u16("SCTP destination port");
        long tag = in.u32("SCTP verification tag");
        in.skip(4, "SCTP checksum");
        return new Transport.Sctp(source, destination, tag, in.rest());
    }

    private static Transport icmp(ByteCursor in) {
        int type = in.u8("ICMP type");
        int code = in.u8("ICMP code");
        in.skip(2, "ICMP checksum");
        return new Transport.Icmp(type, code, in.u32("ICMP header"), in.rest());
    }

    private static Transport icmpv6(ByteCursor in) {
        int type = in.u8("ICMPv6 type");
        int code = in.u8("ICMPv6 code");
        in.skip(2, "ICMPv6 checksum");
        long word = in.u32("ICMPv6 header");
        boolean neighbor = type == Transport.Neighbor.SOLICITATION || type == Transport.Neighbor.ADVERTISEMENT;
        if (!neighbor || code != 0) {
            return new Transport.Icmpv6(type, code, word, in.rest());
        }
        IpAddress target = in.ip(IpFamily.V6, "ND target");
        int wanted = type == Transport.Neighbor.SOLICITATION ? 1 : 2;
        return new Transport.Neighbor(type, word, target, linkLayer(in, wanted));
    }

    private static Optional<MacAddress> linkLayer(ByteCursor in, int wanted) {
        Optional<MacAddress> out = Optional.empty();
        while (in.remaining() > 0) {
            int type = in.u8("ND option");
            int size = 8 * in.u8("ND option length");
            if (size == 0) {
                throw new PacketException("ND option of no length");
            }
            ByteCursor option = in.window(size - 2, "ND option");
            if (type == wanted && size == 8) {
                out = Optional.of(option.mac("ND link-layer address"));
            }
        }
        return out;
    }

    private static Transport igmp(ByteCursor in, int number, IpFamily family) {
        if (family == IpFamily.V6) {
            return new Transport.Other(number, in.rest());
        }
        int type = in.u8("IGMP type");
        int maxResponse = in.u8("IGMP response time");
        in.skip(2, "IGMP checksum");
        in.need(4, "IGMP group");
        return new Transport.Igmp(type, maxResponse, in.rest());
    }
}
