package antrea.net.packet;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;

/// ARP for IPv4 over Ethernet (RFC 826). `operation` is 1 for a request, 2 for a reply.
public record ArpPacket(
        int operation, MacAddress senderMac, IpAddress senderIp, MacAddress targetMac, IpAddress targetIp)
        implements NetworkPacket {
    public static final int ETHER_TYPE = 0x0806;
    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    /// Throws [IllegalArgumentException] for addresses that are not IPv4.
    public ArpPacket {
        if (!senderIp.isV4() || !targetIp.isV4()) {
            throw new IllegalArgumentException("ARP is for IPv4: " + senderIp + ", " + targetIp);
        }
    }

    static ArpPacket read(ByteCursor in) {
        int hardware = in.u16("ARP hardware type");
        int protocol = in.u16("ARP protocol type");
        int lengths = in.u16("ARP address lengths");
        if (hardware != 1 || protocol != 0x0800 || lengths != 0x0604) {
            throw new PacketException("ARP is not for IPv4 over Ethernet");
        }
        return new ArpPacket(
                in.u16("ARP operation"),
                in.mac("ARP sender MAC"),
                in.ip(IpFamily.V4, "ARP sender IP"),
                in.mac("ARP target MAC"),
                in.ip(IpFamily.V4, "ARP target IP"));
    }

    @Override
    public int etherType() {
        return ETHER_TYPE;
    }

    @Override
    public byte[] toBytes() {
        return new ByteSink()
                .u16(1)
                .u16(0x0800)
                .u16(0x0604)
                .u16(operation)
                .mac(senderMac)
                .ip(senderIp)
                .mac(targetMac)
                .ip(targetIp)
                .toArray();
    }
}
