package antrea.net.packet;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;

/// The beginning of a packet as an ICMP error quotes it: the IP header and at least eight bytes behind it (RFC
/// 792, RFC 4443). Where the protocol has no ports both are zero; of ICMP the identifier and the type stand there.
public record QuotedPacket(
        IpAddress source, IpAddress destination, int protocolNumber, int sourcePort, int destinationPort) {
    /// Throws [PacketException] for bytes that begin no IP packet.
    public static QuotedPacket read(byte[] quoted) {
        ByteCursor in = new ByteCursor(quoted, 0, quoted.length);
        int first = in.u8("quoted IP header");
        return switch (first >>> 4) {
            case 4 -> v4(in, 4 * (first & 0xf));
            case 6 -> v6(in);
            default -> throw new PacketException("quoted packet is not IP: first byte " + first);
        };
    }

    private static QuotedPacket v4(ByteCursor in, int headerLength) {
        in.skip(8, "quoted IPv4 header");
        int protocol = in.u8("quoted IPv4 protocol");
        in.skip(2, "quoted IPv4 checksum");
        IpAddress source = in.ip(IpFamily.V4, "quoted IPv4 source");
        IpAddress destination = in.ip(IpFamily.V4, "quoted IPv4 destination");
        in.skip(headerLength - 20, "quoted IPv4 options");
        return transport(in, source, destination, protocol);
    }

    private static QuotedPacket v6(ByteCursor in) {
        in.skip(5, "quoted IPv6 header");
        int next = in.u8("quoted IPv6 next header");
        in.skip(1, "quoted IPv6 hop limit");
        IpAddress source = in.ip(IpFamily.V6, "quoted IPv6 source");
        IpAddress destination = in.ip(IpFamily.V6, "quoted IPv6 destination");
        return transport(in, source, destination, next);
    }

    private static QuotedPacket transport(ByteCursor in, IpAddress source, IpAddress destination, int number) {
        int first = in.u16("quoted transport");
        int second = in.u16("quoted transport");
        int third = in.u16("quoted transport");
        return switch (Protocol.ofNumber(number).orElse(Protocol.IGMP)) {
            case TCP, UDP, SCTP -> new QuotedPacket(source, destination, number, first, second);
            case ICMP, ICMPV6 -> new QuotedPacket(source, destination, number, third, first >>> 8);
            case IGMP -> new QuotedPacket(source, destination, number, 0, 0);
        };
    }
}
