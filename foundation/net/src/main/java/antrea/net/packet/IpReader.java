package antrea.net.packet;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;

/// Reads both IP headers and finds the transport behind them.
final class IpReader {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int DESTINATION_OPTIONS = 60;

    private IpReader() {}

    static IpPacket read(ByteCursor in, int etherType) {
        return etherType == IpFamily.V4.etherType() ? v4(in) : v6(in);
    }

    private static IpPacket v4(ByteCursor in) {
        int start = in.position();
        int first = in.u8("IPv4 header");
        int headerLength = 4 * (first & 0xf);
        if (first >>> 4 != 4 || headerLength < 20) {
            throw new PacketException("not an IPv4 header: first byte " + first);
        }
        int trafficClass = in.u8("IPv4 TOS");
        int total = in.u16("IPv4 length");
        in.need(total - 4, "IPv4 packet");
        if (total < headerLength) {
            throw new PacketException("IPv4 packet of " + total + " bytes has a header of " + headerLength);
        }
        ByteCursor packet = in.window(total - 4, "IPv4 packet");
        int identification = packet.u16("IPv4 identification");
        Fragment fragment = Fragment.readV4(packet.u16("IPv4 fragment"));
        int ttl = packet.u8("IPv4 TTL");
        int protocol = packet.u8("IPv4 protocol");
        packet.skip(2, "IPv4 checksum");
        IpAddress source = packet.ip(IpFamily.V4, "IPv4 source");
        IpAddress destination = packet.ip(IpFamily.V4, "IPv4 destination");
        Bytes options = packet.bytes(headerLength - 20, "IPv4 options");
        if (in.checksum(start, start + headerLength) != 0) {
            throw new PacketException("IPv4 header checksum is wrong");
        }
        IpHeader header = new IpHeader(trafficClass, ttl, identification, 0, fragment, options);
        return new IpPacket(source, destination, header, TransportReader.read(packet, protocol, IpFamily.V4, fragment));
    }

    private static IpPacket v6(ByteCursor in) {
        long first = in.u32("IPv6 header");
        if (first >>> 28 != 6) {
            throw new PacketException("not an IPv6 header: version " + (first >>> 28));
        }
        int length = in.u16("IPv6 payload length");
        int next = in.u8("IPv6 next header");
        int hopLimit = in.u8("IPv6 hop limit");
        IpAddress source = in.ip(IpFamily.V6, "IPv6 source");
        IpAddress destination = in.ip(IpFamily.V6, "IPv6 destination");
        ByteCursor packet = in.window(length, "IPv6 payload");
        Fragment fragment = Fragment.WHOLE;
        int identification = 0;
        while (!fragment.isLater() && isExtension(next)) {
            int following = packet.u8("IPv6 extension header");
            int size = packet.u8("IPv6 extension length");
            if (next == FRAGMENT) {
                int bits = packet.u16("IPv6 fragment");
                fragment = new Fragment(false, (bits & 1) != 0, bits >>> 3);
                identification = (int) packet.u32("IPv6 fragment identification");
            } else {
                packet.skip(6 + 8 * size, "IPv6 extension");
            }
            next = following;
        }
        IpHeader header = new IpHeader(
                (int) (first >>> 20) & 0xff, hopLimit, identification, (int) first & 0xfffff, fragment, Bytes.EMPTY);
        return new IpPacket(source, destination, header, TransportReader.read(packet, next, IpFamily.V6, fragment));
    }

    private static boolean isExtension(int next) {
        return next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT || next == DESTINATION_OPTIONS;
    }
}
