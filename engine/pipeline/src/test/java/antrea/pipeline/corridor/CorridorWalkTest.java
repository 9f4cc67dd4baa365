package antrea.pipeline.corridor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.packet.ArpPacket;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.Transport;
import antrea.openflow.codec.Ports;
import antrea.pipeline.corridor.Node.Pod;
import antrea.pipeline.trace.Arrival;
import antrea.pipeline.trace.Outcome;
import antrea.pipeline.trace.Trace;
import antrea.pipeline.trace.TraceSwitch;
import antrea.pipeline.trace.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The packet walks of the specification, both families.
class CorridorWalkTest {
    private static final Pod A = Corridor.PODS.get(0);
    private static final Pod B = Corridor.PODS.get(1);
    private static final Pod GUARDED = Corridor.PODS.get(2);
    private static final Pod CONFINED = Corridor.PODS.get(3);

    private final Corridor corridor = Corridor.dualStack();
    private final TraceSwitch node = corridor.newSwitch();

    private Trace send(int port, MacAddress from, MacAddress to, IpPacket packet) {
        return node.trace(Arrival.at(port, EthernetFrame.of(from, to, packet)));
    }

    private Trace fromPod(Pod pod, MacAddress to, IpAddress destination, Transport transport) {
        return send(pod.port(), pod.mac(), to, IpPacket.of(pod.ip(destination.family()), destination, transport));
    }

    private static Transport syn(int port) {
        return Transport.Tcp.syn(40000, port);
    }

    private static Transport synAck(int fromPort) {
        return Transport.Tcp.of(fromPort, 40000, TcpFlags.SYN | TcpFlags.ACK);
    }

    private static IpPacket ipOf(Trace trace) {
        return (IpPacket) trace.sent().orElseThrow().packet().frame().content();
    }

    private String dropTable(Trace trace) {
        Outcome.Dropped drop = trace.drop().orElseThrow(() -> new AssertionError(explain(trace)));
        return corridor.pipeline.nameOf(drop.table());
    }

    private String explain(Trace trace) {
        return trace.describe(corridor.pipeline);
    }

    private void assertOut(int port, Trace trace) {
        assertEquals(port, trace.onlyPort().orElse(-1), () -> explain(trace));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesPodOfTheSameNodeUntouched(IpFamily family) {
        Trace there = fromPod(A, B.mac(), B.ip(family), syn(1234));
        assertOut(B.port(), there);
        assertEquals(64, ipOf(there).header().hopLimit());
        Trace back = fromPod(B, A.mac(), A.ip(family), synAck(1234));
        assertOut(A.port(), back);
        assertEquals(3, node.conntrack().connections().iterator().next().mark());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesPodOfThePeerThroughTheTunnel(IpFamily family) {
        Trace out = fromPod(A, Node.GATEWAY_MAC, Node.peerCidr(family).host(20), syn(80));
        assertOut(Node.TUNNEL, out);
        assertEquals(63, ipOf(out).header().hopLimit());
        var packet = out.sent().orElseThrow().packet();
        assertEquals(Node.VIRTUAL_MAC, packet.frame().destination());
        var field = family == IpFamily.V4
                ? antrea.openflow.codec.OxmField.TUN_DST
                : antrea.openflow.codec.OxmField.TUN_IPV6_DST;
        assertEquals(Node.peerIp(family).value(), packet.get(field));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void packetFromTheTunnelReachesThePod(IpFamily family) {
        EthernetFrame frame = EthernetFrame.of(
                MacAddress.parse("0a:00:00:00:00:02"),
                Node.VIRTUAL_MAC,
                IpPacket.of(Node.peerCidr(family).host(20), A.ip(family), syn(80)));
        Trace in = node.trace(
                Arrival.at(Node.TUNNEL, frame).through(new Tunnel(Node.peerIp(family), Node.nodeIp(family), 0)));
        assertOut(A.port(), in);
        assertEquals(63, ipOf(in).header().hopLimit());
        assertEquals(A.mac(), in.sent().orElseThrow().packet().frame().destination());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void spoofedAddressIsDropped(IpFamily family) {
        Trace wrongIp = send(A.port(), A.mac(), B.mac(), IpPacket.of(CONFINED.ip(family), B.ip(family), syn(80)));
        assertEquals("SpoofGuard", dropTable(wrongIp));
        Trace wrongMac = send(A.port(), B.mac(), B.mac(), IpPacket.of(A.ip(family), B.ip(family), syn(80)));
        assertEquals("SpoofGuard", dropTable(wrongMac));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void kubeletReachesAGuardedPodByTheMarkOfTheHost(IpFamily family) {
        EthernetFrame frame = EthernetFrame.of(
                Node.GATEWAY_MAC, GUARDED.mac(), IpPacket.of(Node.gatewayIp(family), GUARDED.ip(family), syn(9999)));
        assertOut(GUARDED.port(), node.trace(Arrival.at(Node.GATEWAY, frame).marked(0x80000000)));
        Trace reply = fromPod(GUARDED, Node.GATEWAY_MAC, Node.gatewayIp(family), synAck(9999));
        assertOut(Node.GATEWAY, reply);
        node.conntrack().clear();
        assertEquals("IngressDefaultRule", dropTable(node.trace(Arrival.at(Node.GATEWAY, frame))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void clusterIpIsTranslatedThereAndBack(IpFamily family) {
        node.choose((_, _) -> 0);
        Trace there = fromPod(A, Node.GATEWAY_MAC, Node.clusterIp(family, 0), syn(80));
        assertOut(B.port(), there);
        assertEquals(B.ip(family), ipOf(there).destination());
        assertEquals(63, ipOf(there).header().hopLimit());
        Trace back = fromPod(B, A.mac(), A.ip(family), synAck(8080));
        assertOut(A.port(), back);
        assertEquals(Node.clusterIp(family, 0), ipOf(back).source());
        assertEquals(80, ((Transport.Tcp) ipOf(back).transport()).sourcePort());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hairpinGoesBackByItsPort(IpFamily family) {
        Trace there = fromPod(A, Node.GATEWAY_MAC, Node.clusterIp(family, 1), syn(80));
        assertOut(A.port(), there);
        assertEquals(Node.gatewayIp(family), ipOf(there).source());
        assertEquals(A.ip(family), ipOf(there).destination());
        Trace back = fromPod(A, Node.GATEWAY_MAC, Node.gatewayIp(family), synAck(80));
        assertOut(A.port(), back);
        assertEquals(Node.clusterIp(family, 1), ipOf(back).source());
        assertEquals(A.ip(family), ipOf(back).destination());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void serviceWithoutEndpointAsksTheController(IpFamily family) {
        Trace trace = fromPod(A, Node.GATEWAY_MAC, Node.clusterIp(family, 2), syn(80));
        assertEquals(Bytes.of(4), trace.toController().orElseThrow().userdata(), () -> explain(trace));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void affinityKeepsTheEndpoint(IpFamily family) {
        node.choose((_, _) -> 1);
        Pod endpoint = Corridor.PODS.get(4);
        assertOut(endpoint.port(), fromPod(A, Node.GATEWAY_MAC, Node.clusterIp(family, 3), syn(80)));
        node.choose((_, _) -> 0);
        assertOut(
                endpoint.port(), fromPod(A, Node.GATEWAY_MAC, Node.clusterIp(family, 3), Transport.Tcp.syn(40001, 80)));
        assertOut(Node.TUNNEL, fromPod(B, Node.GATEWAY_MAC, Node.clusterIp(family, 3), syn(80)));
        node.removeLearned();
        assertOut(Node.TUNNEL, fromPod(A, Node.GATEWAY_MAC, Node.clusterIp(family, 3), Transport.Tcp.syn(40002, 80)));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hostReachesTheOutsideBehindAServiceByTheGateway(IpFamily family) {
        Trace there = fromHost(family, Node.gatewayIp(family), Node.clusterIp(family, 4), syn(80));
        assertOut(Node.GATEWAY, there);
        assertEquals(Node.serviceVirtualIp(family), ipOf(there).source());
        assertEquals(Node.external(family), ipOf(there).destination());
        Trace back = fromHost(family, Node.external(family), Node.serviceVirtualIp(family), synAck(443));
        assertOut(Node.GATEWAY, back);
        assertEquals(Node.clusterIp(family, 4), ipOf(back).source());
        assertEquals(Node.gatewayIp(family), ipOf(back).destination());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void nodePortToThePeerHidesTheClient(IpFamily family) {
        node.choose((_, _) -> 0);
        Trace there = fromHost(family, Node.external(family), Node.nodeIp(family), syn(Node.OPEN_PORT));
        assertOut(Node.TUNNEL, there);
        assertEquals(Node.gatewayIp(family), ipOf(there).source());
        Trace more = fromHost(
                family, Node.external(family), Node.nodeIp(family), Transport.Tcp.of(40000, Node.OPEN_PORT, 0x10));
        assertOut(Node.TUNNEL, more);
        assertEquals(Node.gatewayIp(family), ipOf(more).source());
    }

    private Trace fromHost(IpFamily family, IpAddress source, IpAddress destination, Transport transport) {
        assertEquals(family, source.family());
        return send(Node.GATEWAY, Node.GATEWAY_MAC, Node.VIRTUAL_MAC, IpPacket.of(source, destination, transport));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void policyLetsOnlyNamedPeersAndPortsPass(IpFamily family) {
        assertOut(GUARDED.port(), fromPod(A, GUARDED.mac(), GUARDED.ip(family), syn(8082)));
        assertEquals("IngressDefaultRule", dropTable(fromPod(A, GUARDED.mac(), GUARDED.ip(family), syn(8084))));
        assertEquals("IngressDefaultRule", dropTable(fromPod(B, GUARDED.mac(), GUARDED.ip(family), syn(8082))));
        assertEquals("IngressDefaultRule", dropTable(fromPod(A, CONFINED.mac(), CONFINED.ip(family), syn(1))));
        assertOut(B.port(), fromPod(CONFINED, B.mac(), B.ip(family), syn(5)));
        assertEquals("EgressDefaultRule", dropTable(fromPod(CONFINED, A.mac(), A.ip(family), syn(5))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void podReachesTheWorldThroughTheGateway(IpFamily family) {
        Trace trace = fromPod(A, Node.GATEWAY_MAC, Node.external(family), syn(443));
        assertOut(Node.GATEWAY, trace);
        assertEquals(64, ipOf(trace).header().hopLimit());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void replyWithoutConnectionIsInvalid(IpFamily family) {
        assertEquals("ConntrackState", dropTable(fromPod(A, B.mac(), B.ip(family), synAck(80))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void lastHopIsNotForwarded(IpFamily family) {
        IpPacket packet = IpPacket.of(A.ip(family), Node.peerCidr(family).host(20), syn(80));
        Trace trace = send(
                A.port(),
                A.mac(),
                Node.GATEWAY_MAC,
                packet.withHeader(packet.header().withHopLimit(1)));
        assertEquals("L3DecTTL", dropTable(trace));
    }

    @Test
    void peerGatewayIsAnsweredForInArp() {
        IpAddress peerGateway = Node.peerCidr(IpFamily.V4).host(1);
        ArpPacket ask = new ArpPacket(
                ArpPacket.REQUEST, Node.GATEWAY_MAC, Node.gatewayIp(IpFamily.V4), MacAddress.ZERO, peerGateway);
        Trace trace =
                node.trace(Arrival.at(Node.GATEWAY, EthernetFrame.of(Node.GATEWAY_MAC, MacAddress.BROADCAST, ask)));
        assertOut(Node.GATEWAY, trace);
        EthernetFrame answer = trace.sent().orElseThrow().packet().frame();
        assertEquals(Node.GATEWAY_MAC, answer.destination());
        assertEquals(
                new ArpPacket(
                        ArpPacket.REPLY, Node.VIRTUAL_MAC, peerGateway, Node.GATEWAY_MAC, Node.gatewayIp(IpFamily.V4)),
                answer.content());
    }

    @Test
    void arpOfPodIsSwitchedAndForgedArpDropped() {
        ArpPacket ask =
                new ArpPacket(ArpPacket.REQUEST, A.mac(), A.ip(IpFamily.V4), MacAddress.ZERO, B.ip(IpFamily.V4));
        EthernetFrame frame = EthernetFrame.of(A.mac(), MacAddress.BROADCAST, ask);
        assertOut(Ports.NORMAL, node.trace(Arrival.at(A.port(), frame)));
        assertEquals("ARPSpoofGuard", dropTable(node.trace(Arrival.at(B.port(), frame))));
        node.place(MacAddress.BROADCAST, B.port());
        assertTrue(node.trace(Arrival.at(A.port(), frame)).onlyPort().isPresent());
    }
}
