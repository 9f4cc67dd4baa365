package antrea.linux.device;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.nio.ByteBuffer;

/// The frame that tells a link where an address lives: gratuitous ARP (RFC 5227 section 3) or an unsolicited
/// neighbour advertisement (RFC 4861 section 7.2.6).
public final class Announcement {
    private static final MacAddress ALL_NODES = new MacAddress(0x333300000001L);
    private static final IpAddress ALL_NODES_IP = IpAddress.parse("ff02::1");
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int OVERRIDE = 0x20000000;
    private static final int TARGET_LINK_ADDRESS = 2;
    private static final int ICMP_BYTES = 32;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV6_BYTES = 40;

    private Announcement() {}

    /// The frame that says "`address` is at `mac`".
    public static byte[] of(IpAddress address, MacAddress mac) {
        return switch (address.family()) {
            case V4 -> arp(address, mac);
            case V6 -> neighbourAdvertisement(address, mac);
        };
    }

    private static byte[] arp(IpAddress address, MacAddress mac) {
        ByteBuffer out = ByteBuffer.allocate(ETHERNET_BYTES + 28);
        out.put(MacAddress.BROADCAST.toBytes()).put(mac.toBytes()).putShort((short) ETHERTYPE_ARP);
        out.putShort((short) 1)
                .putShort((short) IpFamily.V4.etherType())
                .put((byte) 6)
                .put((byte) 4);
        out.putShort((short) 1); // request
        out.put(mac.toBytes()).put(address.toBytes());
        out.put(MacAddress.ZERO.toBytes()).put(address.toBytes());
        return out.array();
    }

    private static byte[] neighbourAdvertisement(IpAddress address, MacAddress mac) {
        ByteBuffer icmp = ByteBuffer.allocate(ICMP_BYTES);
        icmp.put((byte) NEIGHBOUR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE);
        icmp.put(address.toBytes())
                .put((byte) TARGET_LINK_ADDRESS)
                .put((byte) 1)
                .put(mac.toBytes());
        icmp.putShort(2, (short) checksum(address, icmp.array()));
        ByteBuffer out = ByteBuffer.allocate(ETHERNET_BYTES + IPV6_BYTES + ICMP_BYTES);
        out.put(ALL_NODES.toBytes()).put(mac.toBytes()).putShort((short) IpFamily.V6.etherType());
        out.putInt(6 << 28).putShort((short) ICMP_BYTES).put((byte) ICMPV6);
        out.put((byte) 255); // hop limit: receivers refuse any other (RFC 4861 section 7.1.2)
        out.put(address.toBytes()).put(ALL_NODES_IP.toBytes()).put(icmp.array());
        return out.array();
    }

    /// RFC 4443 section 2.3, over the pseudo header of RFC 8200 section 8.1.
    private static int checksum(IpAddress source, byte[] icmp) {
        ByteBuffer all = ByteBuffer.allocate(IPV6_BYTES + icmp.length);
        all.put(source.toBytes())
                .put(ALL_NODES_IP.toBytes())
                .putInt(icmp.length)
                .putInt(ICMPV6)
                .put(icmp);
        long sum = 0;
        for (int at = 0; at < all.capacity(); at += 2) {
            sum += all.getShort(at) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
