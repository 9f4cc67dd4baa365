package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Ipv6Address;
import antrea.net.MacAddress;
import antrea.net.packet.ArpPacket;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.Transport;
import antrea.nodenetwork.node.NodeFields;
import antrea.openflow.codec.Ports;
import antrea.oracle.Fabric.Journey;
import antrea.pipeline.trace.Arrival;
import antrea.podnetwork.api.LocalInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who finds whom on the link: ARP, and neighbour discovery for IPv6.
class NeighbourWalkTest {
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int REDIRECT = 137;

    private final ClusterObjects cluster = new ClusterObjects();
    private final Fabric fabric;
    private final LocalInterface a;
    private final LocalInterface b;

    NeighbourWalkTest() {
        ObjectYaml.read(Repository.read(Path.of("src/test/resources/walk.yaml")), "walk.yaml", cluster);
        fabric = new Fabric(cluster, World.of(cluster, Settings.PROXY_ALL));
        a = Facts.interfaceOf(cluster.pod("shop", "a"));
        b = Facts.interfaceOf(cluster.pod("shop", "b"));
    }

    private static IpAddress of(LocalInterface local, IpFamily family) {
        return local.addresses().stream()
                .filter(x -> x.family() == family)
                .findFirst()
                .orElseThrow();
    }

    private Journey arp(int port, MacAddress sender, IpAddress from, IpAddress asked) {
        ArpPacket ask = new ArpPacket(ArpPacket.REQUEST, sender, from, MacAddress.ZERO, asked);
        return fabric.trace("n1", Arrival.at(port, EthernetFrame.of(sender, MacAddress.BROADCAST, ask)));
    }

    @Test
    void podAsksForPodAndGateway() {
        for (String asked : new String[] {"10.10.1.18", "10.10.1.1"}) {
            Journey journey = arp(a.port(), a.mac(), of(a, IpFamily.V4), IpAddress.parse(asked));
            assertEquals(Ports.NORMAL, journey.trace().onlyPort().orElse(0), () -> fabric.describe(journey));
        }
    }

    @Test
    void podThatAsksInTheNameOfAnotherIsDropped() {
        IpAddress asked = IpAddress.parse("10.10.1.19");
        for (Journey forged : new Journey[] {
            arp(a.port(), a.mac(), of(b, IpFamily.V4), asked),
            arp(a.port(), b.mac(), of(a, IpFamily.V4), asked),
            arp(Facts.GATEWAY, a.mac(), of(a, IpFamily.V4), asked),
        }) {
            assertEquals("ARPSpoofGuard", fabric.dropTable(forged), () -> fabric.describe(forged));
        }
    }

    @Test
    void hostThatAsksForThePeersGatewayLearnsTheTunnel() {
        IpAddress gateway = IpAddress.parse("10.10.1.1");
        IpAddress peer = IpAddress.parse("10.10.2.1");
        Journey journey = arp(Facts.GATEWAY, Facts.gatewayMac("n1"), gateway, peer);
        assertTrue(journey.landsAt("n1", Facts.GATEWAY), () -> fabric.describe(journey));
        EthernetFrame answer = journey.landing().orElseThrow().frame();
        assertEquals(Facts.gatewayMac("n1"), answer.destination());
        assertEquals(
                new ArpPacket(ArpPacket.REPLY, NodeFields.TUNNEL_MAC, peer, Facts.gatewayMac("n1"), gateway),
                answer.content());
    }

    private Journey send(int port, MacAddress sender, IpAddress from, Transport message) {
        IpPacket packet = IpPacket.of(from, of(b, IpFamily.V6), message);
        return fabric.trace("n1", Arrival.at(port, EthernetFrame.of(sender, b.mac(), packet)));
    }

    private Journey solicit(int port, MacAddress sender, IpAddress from) {
        int type = Transport.Neighbor.SOLICITATION;
        return send(port, sender, from, new Transport.Neighbor(type, 0, of(b, IpFamily.V6), Optional.of(sender)));
    }

    private Journey advertise(int port, MacAddress sender, IpAddress from, IpAddress target) {
        int type = Transport.Neighbor.ADVERTISEMENT;
        return send(port, sender, from, new Transport.Neighbor(type, 0, target, Optional.of(sender)));
    }

    private void assertSwitched(Journey journey) {
        boolean normal = journey.trace().onlyPort().orElse(0) == Ports.NORMAL;
        assertTrue(normal || journey.landsAt("n1", b.port()), () -> fabric.describe(journey));
    }

    private void assertDroppedIn(String table, Journey journey) {
        assertEquals(table, fabric.dropTable(journey), () -> fabric.describe(journey));
    }

    @Test
    void podAsksAndSpeaksForItsGlobalAndItsLinkLocalAddress() {
        IpAddress global = of(a, IpFamily.V6);
        IpAddress linkLocal = Ipv6Address.linkLocal(a.mac());
        for (IpAddress from : List.of(global, linkLocal)) {
            assertSwitched(solicit(a.port(), a.mac(), from));
            assertSwitched(advertise(a.port(), a.mac(), from, global));
            assertSwitched(advertise(a.port(), a.mac(), from, linkLocal));
        }
    }

    @Test
    void neighbourDiscoveryFromTheAddressOfAnotherIsDropped() {
        for (IpAddress from : List.of(
                of(b, IpFamily.V6),
                Ipv6Address.linkLocal(b.mac()),
                IpAddress.parse("fe80::1"),
                IpAddress.parse("::"))) {
            assertDroppedIn("SpoofGuard", solicit(a.port(), a.mac(), from));
            assertDroppedIn("SpoofGuard", advertise(a.port(), a.mac(), from, of(a, IpFamily.V6)));
            assertDroppedIn("SpoofGuard", send(a.port(), a.mac(), from, Transport.Udp.of(1, 2)));
        }
        assertDroppedIn("SpoofGuard", solicit(a.port(), b.mac(), Ipv6Address.linkLocal(a.mac())));
        assertDroppedIn("SpoofGuard", solicit(a.port(), b.mac(), Ipv6Address.linkLocal(b.mac())));
    }

    @Test
    void podThatSpeaksForTheAddressOfAnotherIsDropped() {
        IpAddress gateway = IpAddress.parse("fd00:10:1::1");
        for (IpAddress from : List.of(of(a, IpFamily.V6), Ipv6Address.linkLocal(a.mac()))) {
            for (IpAddress target : List.of(
                    of(b, IpFamily.V6),
                    Ipv6Address.linkLocal(b.mac()),
                    gateway,
                    Ipv6Address.linkLocal(Facts.gatewayMac("n1")))) {
                assertDroppedIn("IPv6", advertise(a.port(), a.mac(), from, target));
            }
        }
    }

    @Test
    void gatewayAsksAndSpeaks() {
        MacAddress mac = Facts.gatewayMac("n1");
        for (IpAddress from : List.of(IpAddress.parse("fd00:10:1::1"), Ipv6Address.linkLocal(mac))) {
            assertSwitched(solicit(Facts.GATEWAY, mac, from));
            assertSwitched(advertise(Facts.GATEWAY, mac, from, IpAddress.parse("fd00:10:1::1")));
        }
    }

    @Test
    void podIsNoRouter() {
        for (int type : List.of(ROUTER_ADVERTISEMENT, REDIRECT)) {
            Transport message = new Transport.Icmpv6(type, 0, 0, Bytes.EMPTY);
            IpAddress from = Ipv6Address.linkLocal(a.mac());
            assertDroppedIn("IPv6", send(a.port(), a.mac(), from, message));
            IpPacket everybody = IpPacket.of(from, IpAddress.parse("ff02::1"), message);
            EthernetFrame frame = EthernetFrame.of(a.mac(), MacAddress.parse("33:33:00:00:00:01"), everybody);
            assertDroppedIn("IPv6", fabric.trace("n1", Arrival.at(a.port(), frame)));
        }
    }

    @Test
    void multicastOfTheLinkIsSwitched() {
        IpPacket packet = IpPacket.of(of(a, IpFamily.V6), IpAddress.parse("ff02::1"), Transport.Udp.of(1, 2));
        EthernetFrame frame = EthernetFrame.of(a.mac(), MacAddress.parse("33:33:00:00:00:01"), packet);
        Journey journey = fabric.trace("n1", Arrival.at(a.port(), frame));
        assertEquals(Ports.NORMAL, journey.trace().onlyPort().orElse(0), () -> fabric.describe(journey));
    }
}
