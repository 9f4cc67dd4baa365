package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.Pod;
import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.Transport;
import antrea.nodenetwork.node.NodeFields;
import antrea.oracle.Fabric.Journey;
import antrea.oracle.Fabric.Landing;
import antrea.pipeline.trace.Arrival;
import antrea.podnetwork.api.LocalInterface;
import antrea.service.node.ServiceFields;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every case of the corridor's packet walks, there and back, both families. Pods a, b, guarded and confined run
/// on n1, c on n2; `walk.yaml` has the Services.
class PacketWalkTest {
    private static final int CLIENT = 40000;

    private final ClusterObjects cluster = new ClusterObjects();
    private final Fabric fabric;

    PacketWalkTest() {
        ObjectYaml.read(Repository.read(Path.of("src/test/resources/walk.yaml")), "walk.yaml", cluster);
        fabric = new Fabric(cluster, World.of(cluster, Settings.PROXY_ALL));
    }

    private Pod pod(String name) {
        return cluster.pod("shop", name);
    }

    private IpAddress ip(String pod, IpFamily family) {
        return Fabric.address(pod(pod), family).orElseThrow();
    }

    private static LocalInterface local(Pod pod) {
        return Facts.interfaceOf(pod);
    }

    private static IpAddress service(IpFamily family, int number) {
        return Cidr.parse(family == IpFamily.V4 ? "10.96.0.0/16" : "fd00:96::/112")
                .host(number);
    }

    private static IpAddress external(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "203.0.113.9" : "2001:db8::9");
    }

    private static IpAddress gateway(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "10.10.1.1" : "fd00:10:1::1");
    }

    private static Transport syn(int port) {
        return Transport.Tcp.syn(CLIENT, port);
    }

    private static Transport synAck(int fromPort, int toPort) {
        return Transport.Tcp.of(fromPort, toPort, TcpFlags.SYN | TcpFlags.ACK);
    }

    private Journey fromPod(String name, IpAddress destination, Transport transport) {
        return fabric.trace(pod(name).nodeName(), fabric.fromPod(pod(name), destination, transport));
    }

    private Landing assertLands(String node, int port, Journey journey) {
        assertTrue(
                journey.landsAt(node, port),
                () -> "wanted " + node + " port " + port + "\n" + fabric.describe(journey));
        return journey.landing().orElseThrow();
    }

    private Landing assertAtPod(String name, Journey journey) {
        Landing landing = assertLands(pod(name).nodeName(), local(pod(name)).port(), journey);
        assertEquals(local(pod(name)).mac(), landing.frame().destination());
        return landing;
    }

    private void assertDropped(String table, Journey journey) {
        assertEquals(table, fabric.dropTable(journey), () -> fabric.describe(journey));
    }

    /// The second packet of a TCP connection.
    static Transport answerTo(Landing landing) {
        Transport.Tcp tcp = (Transport.Tcp) landing.packet().transport();
        return synAck(/* fromPort= */ tcp.destinationPort(), /* toPort= */ tcp.sourcePort());
    }

    private Journey answer(Landing landing) {
        return fabric.trace(landing.node(), fabric.answer(landing, answerTo(landing)));
    }

    private static int ttl(Landing landing) {
        return landing.packet().header().hopLimit();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesPodOfTheSameNodeUntouched(IpFamily family) {
        Landing there = assertAtPod("b", fromPod("a", ip("b", family), syn(1234)));
        assertEquals(64, ttl(there));
        assertEquals(local(pod("a")).mac(), there.frame().source());
        assertEquals(64, ttl(assertAtPod("a", answer(there))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesPodOfThePeerThroughTheTunnelAndLosesTwoHops(IpFamily family) {
        Landing there = assertAtPod("c", fromPod("a", ip("c", family), syn(1234)));
        assertEquals(62, ttl(there));
        assertEquals(Facts.gatewayMac("n2"), there.frame().source());
        assertEquals(62, ttl(assertAtPod("a", answer(there))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesTheWorldThroughTheGatewayAndBack(IpFamily family) {
        Landing there = assertLands("n1", Facts.GATEWAY, fromPod("a", external(family), syn(443)));
        assertEquals(64, ttl(there));
        assertAtPod("a", answer(there));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void kubeletReachesAGuardedPodByTheMarkOfTheHost(IpFamily family) {
        Arrival probe = fabric.fromHost("n1", ip("guarded", family), syn(9999));
        Landing there = assertAtPod("guarded", fabric.trace("n1", probe));
        assertEquals(64, ttl(there));
        assertLands("n1", Facts.GATEWAY, answer(there));
        fabric.forget();
        assertDropped("IngressDefaultRule", fabric.trace("n1", probe.marked(0)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void userspaceKnowsTheHostByItsAddress(IpFamily family) {
        Fabric userspace = new Fabric(cluster, World.of(cluster, Settings.USERSPACE));
        Arrival probe =
                userspace.fromHost("n1", ip("guarded", family), syn(9999)).marked(0);
        assertTrue(
                userspace.trace("n1", probe).landsAt("n1", local(pod("guarded")).port()));
        Arrival other = userspace.fromGateway("n1", external(family), ip("guarded", family), syn(9999));
        assertEquals("IngressDefaultRule", userspace.dropTable(userspace.trace("n1", other)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hostReachesAPodOfThePeer(IpFamily family) {
        Landing there = assertAtPod("c", fabric.trace("n1", fabric.fromHost("n1", ip("c", family), syn(80))));
        assertEquals(gateway(family), there.packet().source());
        assertEquals(63, ttl(there), "only the peer counts a hop");
        assertLands("n1", Facts.GATEWAY, answer(there));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void worldReachesAPodByTheGatewayUnderItsPolicies(IpFamily family) {
        Landing there = assertAtPod(
                "a", fabric.trace("n1", fabric.fromGateway("n1", external(family), ip("a", family), syn(80))));
        assertLands("n1", Facts.GATEWAY, answer(there));
        assertDropped(
                "IngressDefaultRule",
                fabric.trace("n1", fabric.fromGateway("n1", external(family), ip("guarded", family), syn(8080))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void clusterIpLeadsToALocalEndpointAndBack(IpFamily family) {
        Landing there = assertAtPod("b", fromPod("a", service(family, 10), syn(80)));
        assertEquals(ip("b", family), there.packet().destination());
        assertEquals(ip("a", family), there.packet().source());
        assertEquals(8080, ((Transport.Tcp) there.packet().transport()).destinationPort());
        assertEquals(63, ttl(there));
        Landing back = assertAtPod("a", answer(there));
        assertEquals(service(family, 10), back.packet().source());
        assertEquals(80, ((Transport.Tcp) back.packet().transport()).sourcePort());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void clusterIpLeadsToAnEndpointOfThePeerAndBack(IpFamily family) {
        Landing there = assertAtPod("c", fromPod("a", service(family, 11), syn(80)));
        assertEquals(ip("c", family), there.packet().destination());
        assertEquals(62, ttl(there));
        Landing back = assertAtPod("a", answer(there));
        assertEquals(service(family, 11), back.packet().source());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesItselfThroughItsService(IpFamily family) {
        Journey there = fromPod("a", service(family, 12), syn(80));
        Landing self = assertAtPod("a", there);
        assertEquals(gateway(family), self.packet().source());
        assertEquals(ip("a", family), self.packet().destination());
        Landing back = assertAtPod("a", answer(self));
        assertEquals(service(family, 12), back.packet().source());
        assertEquals(ip("a", family), back.packet().destination());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void clusterIpLeadsToAnEndpointOnTheHostsNetwork(IpFamily family) {
        Landing there = assertLands("n1", Facts.GATEWAY, fromPod("a", service(family, 13), syn(80)));
        assertEquals(
                IpAddress.parse(family == IpFamily.V4 ? "192.168.7.1" : "fd00:192:7::1"),
                there.packet().destination());
        Landing back = assertAtPod("a", answer(there));
        assertEquals(service(family, 13), back.packet().source());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hostReachesAServiceOnALocalPodAndBack(IpFamily family) {
        Landing there = assertAtPod("b", fabric.trace("n1", fabric.fromHost("n1", service(family, 10), syn(80))));
        assertEquals(gateway(family), there.packet().source());
        Landing back = assertLands("n1", Facts.GATEWAY, answer(there));
        assertEquals(service(family, 10), back.packet().source());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hostReachesAServiceOnAPodOfThePeerWithItsOwnAddress(IpFamily family) {
        Landing there = assertAtPod("c", fabric.trace("n1", fabric.fromHost("n1", service(family, 11), syn(80))));
        assertEquals(gateway(family), there.packet().source());
        Landing back = assertLands("n1", Facts.GATEWAY, answer(there));
        assertEquals(service(family, 11), back.packet().source());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hostReachesAServiceOutsideOfThePodNetworkUnderTheVirtualAddress(IpFamily family) {
        for (int number : new int[] {13, 14}) {
            Journey journey = fabric.trace("n1", fabric.fromHost("n1", service(family, number), syn(80)));
            Landing there = assertLands("n1", Facts.GATEWAY, journey);
            assertEquals(ServiceFields.virtualIp(family), there.packet().source());
            assertEquals(Facts.gatewayMac("n1"), there.frame().destination());
            Landing back = assertLands("n1", Facts.GATEWAY, answer(there));
            assertEquals(service(family, number), back.packet().source());
            assertEquals(gateway(family), back.packet().destination());
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void serviceWithoutEndpointAsksTheController(IpFamily family) {
        Journey journey = fromPod("a", service(family, 15), syn(80));
        assertEquals(
                Bytes.of(4), journey.trace().toController().orElseThrow().userdata(), () -> fabric.describe(journey));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void clientWithAffinityKeepsItsEndpoint(IpFamily family) {
        fabric.at("n1").choose((_, _) -> 1);
        assertAtPod("c", fromPod("a", service(family, 16), syn(80)));
        fabric.at("n1").choose((_, _) -> 0);
        assertAtPod("c", fromPod("a", service(family, 16), Transport.Tcp.syn(40001, 80)));
        assertAtPod("b", fromPod("guarded", service(family, 16), syn(80)));
        fabric.forget();
        assertAtPod("b", fromPod("a", service(family, 16), syn(80)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void policiesSeeTheEndpointAndNotTheService(IpFamily family) {
        assertAtPod("guarded", fromPod("a", ip("guarded", family), syn(8083)));
        assertAtPod("guarded", fromPod("c", ip("guarded", family), syn(8080)));
        assertDropped("IngressDefaultRule", fromPod("a", ip("guarded", family), syn(8084)));
        assertDropped("IngressDefaultRule", fromPod("b", ip("guarded", family), syn(8080)));
        assertAtPod("b", fromPod("confined", service(family, 10), syn(80)));
        assertDropped("EgressDefaultRule", fromPod("confined", service(family, 11), syn(80)));
        assertDropped("EgressDefaultRule", fromPod("confined", external(family), syn(443)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void spoofedAddressesAreDropped(IpFamily family) {
        LocalInterface a = local(pod("a"));
        LocalInterface b = local(pod("b"));
        assertDropped(
                "SpoofGuard", spoofed(a.port(), a.mac(), IpPacket.of(ip("b", family), ip("guarded", family), syn(80))));
        assertDropped(
                "SpoofGuard", spoofed(a.port(), b.mac(), IpPacket.of(ip("a", family), ip("guarded", family), syn(80))));
        assertDropped("Classifier", spoofed(99, a.mac(), IpPacket.of(ip("a", family), ip("guarded", family), syn(80))));
    }

    private Journey spoofed(int port, MacAddress mac, IpPacket packet) {
        return fabric.trace(
                "n1",
                Arrival.at(port, EthernetFrame.of(mac, local(pod("guarded")).mac(), packet)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void answerWithoutAQuestionIsInvalid(IpFamily family) {
        assertDropped("ConntrackState", fromPod("a", ip("b", family), synAck(80, CLIENT)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void lastHopDoesNotReachThePeer(IpFamily family) {
        Arrival arrival = fabric.fromPod(pod("a"), ip("c", family), syn(80));
        IpPacket packet = (IpPacket) arrival.frame().content();
        IpPacket last = packet.withHeader(packet.header().withHopLimit(1));
        Arrival tired = Arrival.at(arrival.inPort(), arrival.frame().withContent(last));
        assertDropped("L3DecTTL", fabric.trace("n1", tired));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void packetFromTheTunnelToAServiceOrThePeerIsNotSentBack(IpFamily family) {
        IpPacket packet = IpPacket.of(ip("c", family), ip("a", family), syn(80));
        EthernetFrame frame = EthernetFrame.of(Facts.gatewayMac("n2"), NodeFields.TUNNEL_MAC, packet);
        Landing there = assertAtPod("a", fabric.trace("n1", Arrival.at(Facts.TUNNEL, frame)));
        assertEquals(63, ttl(there));
    }
}
