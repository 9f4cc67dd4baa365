package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.feature.NodeIdentity;
import antrea.feature.TrafficMode;
import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.nodenetwork.node.Routing.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is a peer, and which way leads there.
class RoutingTest {
    private static NodeIdentity node(String... transport) {
        List<AddressWithPrefix> addresses = new ArrayList<>();
        for (String address : transport) {
            addresses.add(AddressWithPrefix.parse(address));
        }
        return new NodeIdentity(
                "n1",
                addresses,
                List.of(Cidr.parse("10.1.0.0/24"), Cidr.parse("fd00:1::/64")),
                new NodeIdentity.Gateway("antrea-gw0", 2, MacAddress.parse("0a:00:00:00:00:01"), List.of()),
                OptionalInt.of(1),
                1450);
    }

    private static Peer peer(String... transport) {
        List<IpAddress> addresses = new ArrayList<>();
        for (String address : transport) {
            addresses.add(IpAddress.parse(address));
        }
        return new Peer("n2", addresses, List.of(), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "ENCAP, V4, 192.168.7.2, Tunnel",
        "ENCAP, V6, fd00:192::2, Tunnel",
        "ENCAP, V6, 192.168.7.2, Tunnel",
        "NO_ENCAP, V4, 192.168.7.2, Direct",
        "NO_ENCAP, V6, fd00:192::2, Direct",
        "NO_ENCAP, V4, 192.168.8.2, Underlay",
        "NO_ENCAP, V6, fd00:193::2, Underlay",
        "NO_ENCAP, V6, 192.168.7.2, Underlay",
        "HYBRID, V4, 192.168.7.2, Direct",
        "HYBRID, V6, fd00:192::2, Direct",
        "HYBRID, V4, 192.168.8.2, Tunnel",
        "HYBRID, V6, fd00:193::2, Tunnel",
        "NETWORK_POLICY_ONLY, V4, 192.168.7.2, None",
        "NETWORK_POLICY_ONLY, V6, fd00:192::2, None",
    })
    void wayDependsOnModeAndSubnet(TrafficMode mode, IpFamily family, String transport, String way) {
        Routing routing = new Routing(node("192.168.7.1/24", "fd00:192::1/64"), mode, "eth0");
        Way out = routing.to(peer(transport), family);
        assertEquals(way, out.getClass().getSimpleName());
        if (out instanceof Way.Tunnel(IpAddress remote)) {
            assertEquals(IpAddress.parse(transport), remote);
        }
    }

    @Test
    void peerWithoutAddressHasNoWay() {
        assertEquals(
                new Way.None(), new Routing(node("192.168.7.1/24"), TrafficMode.ENCAP, "eth0").to(peer(), IpFamily.V4));
    }

    private static Node object(Map<String, String> annotations) {
        return Node.of(Meta.of("", "n2").withAnnotations(annotations))
                .withPodCidrs(List.of(Cidr.parse("10.2.0.0/24"), Cidr.parse("fd00:2::/64")))
                .withInternalIps(List.of(IpAddress.parse("192.168.7.2"), IpAddress.parse("fd00:192::2")));
    }

    @Test
    void peerIsReadFromItsNode() {
        Peer peer = PeerReader.read(object(Map.of())).orElseThrow();
        assertEquals(List.of(IpAddress.parse("192.168.7.2"), IpAddress.parse("fd00:192::2")), peer.transport());
        assertEquals(List.of(Cidr.parse("10.2.0.0/24"), Cidr.parse("fd00:2::/64")), peer.podCidrs());
        assertEquals(IpAddress.parse("10.2.0.1"), Peer.gatewayOf(peer.podCidrs().getFirst()));
        assertEquals(
                IpAddress.parse("fd00:2::1"), Peer.gatewayOf(peer.podCidrs().getLast()));
    }

    @Test
    void announcedTransportAddressesReplaceTheNodesOwn() {
        Peer peer = PeerReader.read(object(Map.of(
                        PeerReader.TRANSPORT_ADDRESSES, "172.16.0.2, fd00:172::2",
                        PeerReader.MAC_ADDRESS, "0a:00:00:00:00:02")))
                .orElseThrow();
        assertEquals(List.of(IpAddress.parse("172.16.0.2"), IpAddress.parse("fd00:172::2")), peer.transport());
        assertEquals(Optional.of(MacAddress.parse("0a:00:00:00:00:02")), peer.uplinkMac());
        Peer one = PeerReader.read(object(Map.of(PeerReader.TRANSPORT_ADDRESSES, "fd00:172::2")))
                .orElseThrow();
        assertEquals(List.of(IpAddress.parse("fd00:172::2")), one.transport());
    }

    @Test
    void nodeWithoutPodCidrOrAddressIsNoPeerYet() {
        assertEquals(Optional.empty(), PeerReader.read(object(Map.of()).withPodCidrs(List.of())));
        assertEquals(Optional.empty(), PeerReader.read(object(Map.of()).withInternalIps(List.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "ENCAP, geneve, false, 1450",
        "ENCAP, geneve, true, 1430",
        "ENCAP, vxlan, false, 1450",
        "HYBRID, vxlan, true, 1430",
        "ENCAP, gre, false, 1458",
        "ENCAP, gre, true, 1438",
        "ENCAP, stt, false, 1500",
        "ENCAP, stt, true, 1500",
        "NO_ENCAP, geneve, false, 1500",
        "NO_ENCAP, geneve, true, 1500",
        "NETWORK_POLICY_ONLY, geneve, true, 1500",
    })
    void mtuLeavesRoomForTheTunnel(TrafficMode mode, String type, boolean v6, int mtu) {
        assertEquals(mtu, Mtu.ofPods(1500, mode, type, v6));
    }
}
