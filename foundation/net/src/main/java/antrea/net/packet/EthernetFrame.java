package antrea.net.packet;

import antrea.net.MacAddress;
import java.util.ArrayList;
import java.util.List;

/// An Ethernet frame without preamble and check sequence, and all that it carries.
public record EthernetFrame(MacAddress destination, MacAddress source, List<VlanTag> tags, NetworkPacket content) {
    private static final int MAX_TAGS = 2;

    public EthernetFrame {
        tags = List.copyOf(tags);
    }

    public static EthernetFrame of(MacAddress source, MacAddress destination, NetworkPacket content) {
        return new EthernetFrame(destination, source, List.of(), content);
    }

    /// Reads a frame; padding behind an IP packet is dropped. Throws [PacketException] for bytes that are none.
    /// Checksums of the transport are not looked at: a host leaves them to its network card.
    public static EthernetFrame parse(byte[] frame) {
        ByteCursor in = new ByteCursor(frame, 0, frame.length);
        MacAddress destination = in.mac("Ethernet destination");
        MacAddress source = in.mac("Ethernet source");
        List<VlanTag> tags = new ArrayList<>();
        int type = in.u16("EtherType");
        while ((type == 0x8100 || type == 0x88a8) && tags.size() < MAX_TAGS) {
            tags.add(VlanTag.read(type, in.u16("VLAN tag")));
            type = in.u16("EtherType behind VLAN tag");
        }
        NetworkPacket content =
                switch (type) {
                    case ArpPacket.ETHER_TYPE -> ArpPacket.read(in);
                    case 0x0800, 0x86dd -> IpReader.read(in, type);
                    default -> new NetworkPacket.Other(type, in.rest());
                };
        return new EthernetFrame(destination, source, tags, content);
    }

    public byte[] toBytes() {
        ByteSink out = new ByteSink().mac(destination).mac(source);
        for (VlanTag tag : tags) {
            out.u16(tag.tpid()).u16(tag.control());
        }
        return out.u16(content.etherType()).array(content.toBytes()).toArray();
    }

    public EthernetFrame withContent(NetworkPacket other) {
        return new EthernetFrame(destination, source, tags, other);
    }
}
