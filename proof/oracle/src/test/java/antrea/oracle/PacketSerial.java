package antrea.oracle;

import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpHeader;
import antrea.net.packet.IpPacket;
import antrea.net.packet.NetworkPacket;

/// A number that a packet carries through the switch unchanged: the identification of IPv4, the flow label of
/// IPv6. ARP and others have none and count as 0.
final class PacketSerial {
    private PacketSerial() {}

    static EthernetFrame numbered(EthernetFrame frame, int serial) {
        if (!(frame.content() instanceof IpPacket ip)) {
            return frame;
        }
        IpHeader h = ip.header();
        int identification = ip.source().isV4() ? serial : h.identification();
        int label = ip.source().isV4() ? h.flowLabel() : serial;
        return frame.withContent(ip.withHeader(
                new IpHeader(h.trafficClass(), h.hopLimit(), identification, label, h.fragment(), h.options())));
    }

    static int of(EthernetFrame frame) {
        return switch (frame.content()) {
            case IpPacket ip ->
                ip.source().isV4() ? ip.header().identification() : ip.header().flowLabel();
            case antrea.net.packet.ArpPacket _, NetworkPacket.Other _ -> 0;
        };
    }

    /// Who the packet says it is from and to.
    static String ends(EthernetFrame frame) {
        return frame.content() instanceof IpPacket ip ? ip.source() + ">" + ip.destination() : "";
    }
}
