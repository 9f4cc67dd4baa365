package antrea.pipeline.trace;

import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.net.U128;
import antrea.net.packet.ArpPacket;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.NetworkPacket;
import antrea.net.packet.Transport;
import antrea.net.packet.VlanTag;
import antrea.openflow.codec.OxmField;
import java.util.List;

/// Between frames and fields.
final class FrameFields {
    private static final int VLAN_PRESENT = 0x1000;

    private FrameFields() {}

    static void load(Arrival arrival, PacketState to) {
        to.set(OxmField.IN_PORT, arrival.inPort() & 0xffffffffL);
        to.set(OxmField.PKT_MARK, arrival.mark() & 0xffffffffL);
        arrival.tunnel().ifPresent(t -> loadTunnel(t, to));
        EthernetFrame frame = arrival.frame();
        to.set(OxmField.ETH_DST, frame.destination().bits());
        to.set(OxmField.ETH_SRC, frame.source().bits());
        to.set(OxmField.ETH_TYPE, frame.content().etherType());
        if (!frame.tags().isEmpty()) {
            VlanTag tag = frame.tags().getFirst();
            to.set(OxmField.VLAN_VID, tag.id() | VLAN_PRESENT);
            to.set(OxmField.VLAN_PCP, tag.priority());
        }
        switch (frame.content()) {
            case ArpPacket arp -> {
                to.set(OxmField.ARP_OP, arp.operation());
                to.set(OxmField.ARP_SPA, arp.senderIp().value().low());
                to.set(OxmField.ARP_TPA, arp.targetIp().value().low());
                to.set(OxmField.ARP_SHA, arp.senderMac().bits());
                to.set(OxmField.ARP_THA, arp.targetMac().bits());
            }
            case IpPacket ip -> loadIp(ip, to);
            case NetworkPacket.Other _ -> {}
        }
    }

    private static void loadTunnel(Tunnel tunnel, PacketState to) {
        boolean v4 = tunnel.source().isV4();
        to.setWide(
                v4 ? OxmField.TUN_SRC : OxmField.TUN_IPV6_SRC, tunnel.source().value());
        to.setWide(
                v4 ? OxmField.TUN_DST : OxmField.TUN_IPV6_DST,
                tunnel.destination().value());
        to.set(OxmField.TUN_ID, tunnel.id());
    }

    private static void loadIp(IpPacket ip, PacketState to) {
        to.setIpSource(ip.source());
        to.setIpDestination(ip.destination());
        to.set(OxmField.IP_PROTO, ip.protocolNumber());
        to.set(OxmField.IP_DSCP, ip.header().dscp());
        to.set(OxmField.IP_TTL, ip.header().hopLimit());
        switch (ip.transport()) {
            case Transport.Tcp tcp -> {
                to.set(OxmField.TCP_SRC, tcp.sourcePort());
                to.set(OxmField.TCP_DST, tcp.destinationPort());
                to.set(OxmField.TCP_FLAGS, tcp.header().flags());
            }
            case Transport.Udp udp -> {
                to.set(OxmField.UDP_SRC, udp.sourcePort());
                to.set(OxmField.UDP_DST, udp.destinationPort());
            }
            case Transport.Sctp sctp -> {
                to.set(OxmField.SCTP_SRC, sctp.sourcePort());
                to.set(OxmField.SCTP_DST, sctp.destinationPort());
            }
            case Transport.Icmp icmp -> {
                to.set(OxmField.ICMPV4_TYPE, icmp.type());
                to.set(OxmField.ICMPV4_CODE, icmp.code());
            }
            case Transport.Icmpv6 icmp -> {
                to.set(OxmField.ICMPV6_TYPE, icmp.type());
                to.set(OxmField.ICMPV6_CODE, icmp.code());
            }
            case Transport.Neighbor neighbor -> {
                to.set(OxmField.ICMPV6_TYPE, neighbor.type());
                to.setWide(OxmField.ND_TARGET, neighbor.target().value());
            }
            case Transport.Igmp _, Transport.Other _ -> {}
        }
    }

    /// The frame with what the fields say now.
    static EthernetFrame frameOf(PacketState from) {
        long vlan = from.get(OxmField.VLAN_VID);
        List<VlanTag> tags = (vlan & VLAN_PRESENT) == 0
                ? List.of()
                : List.of(new VlanTag(0x8100, (int) from.get(OxmField.VLAN_PCP), false, (int) vlan & 0xfff));
        return new EthernetFrame(
                new MacAddress(from.get(OxmField.ETH_DST)),
                new MacAddress(from.get(OxmField.ETH_SRC)),
                tags,
                contentOf(from));
    }

    private static NetworkPacket contentOf(PacketState from) {
        return switch (from.frame.content()) {
            case ArpPacket _ ->
                new ArpPacket(
                        (int) from.get(OxmField.ARP_OP),
                        new MacAddress(from.get(OxmField.ARP_SHA)),
                        v4(from.get(OxmField.ARP_SPA)),
                        new MacAddress(from.get(OxmField.ARP_THA)),
                        v4(from.get(OxmField.ARP_TPA)));
            case IpPacket ip ->
                new IpPacket(
                        from.ipSource(),
                        from.ipDestination(),
                        ip.header().withDscp((int) from.get(OxmField.IP_DSCP)).withHopLimit((int)
                                from.get(OxmField.IP_TTL)),
                        transportOf(ip.transport(), from));
            case NetworkPacket.Other other -> other;
        };
    }

    private static IpAddress v4(long bits) {
        return IpAddress.of(antrea.net.IpFamily.V4, U128.of(bits));
    }

    private static Transport transportOf(Transport original, PacketState from) {
        return switch (original) {
            case Transport.Tcp tcp ->
                new Transport.Tcp(
                        (int) from.get(OxmField.TCP_SRC),
                        (int) from.get(OxmField.TCP_DST),
                        tcp.header(),
                        tcp.payload());
            case Transport.Udp udp ->
                new Transport.Udp((int) from.get(OxmField.UDP_SRC), (int) from.get(OxmField.UDP_DST), udp.payload());
            case Transport.Sctp sctp ->
                new Transport.Sctp(
                        (int) from.get(OxmField.SCTP_SRC),
                        (int) from.get(OxmField.SCTP_DST),
                        sctp.verificationTag(),
                        sctp.chunks());
            case Transport.Icmp _, Transport.Icmpv6 _, Transport.Neighbor _ -> original;
            case Transport.Igmp _, Transport.Other _ -> original;
        };
    }
}
