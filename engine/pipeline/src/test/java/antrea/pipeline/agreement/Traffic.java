package antrea.pipeline.agreement;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.packet.ArpPacket;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpHeader;
import antrea.net.packet.IpPacket;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.TcpHeader;
import antrea.net.packet.Transport;
import antrea.pipeline.corridor.Corridor;
import antrea.pipeline.corridor.Node;
import antrea.pipeline.corridor.Node.Pod;
import antrea.pipeline.trace.Arrival;
import antrea.pipeline.trace.Outcome;
import antrea.pipeline.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random packets of the corridor: new connections of all kinds, and answers to packets that were delivered.
final class Traffic {
    private static final int HOST_MARK = 0x80000000;
    private static final int[] PORTS = {80, 80, 8080, 8082, 8084, 443, 9999, Node.OPEN_PORT};

    private final Random random;
    private final List<Arrival> answers = new ArrayList<>();

    Traffic(long seed) {
        random = new Random(seed);
    }

    /// The next packet: about every second one answers an earlier one.
    Arrival next(int serial) {
        Arrival arrival =
                !answers.isEmpty() && random.nextBoolean() ? answers.remove(random.nextInt(answers.size())) : fresh();
        return new Arrival(
                arrival.inPort(), PacketSerial.numbered(arrival.frame(), serial), arrival.tunnel(), arrival.mark());
    }

    /// Tells what became of a packet, so that it can be answered.
    void observe(Trace trace) {
        for (Outcome outcome : trace.outcomes()) {
            if (outcome instanceof Outcome.Sent sent && sent.port() > 0 && answers.size() < 200) {
                answer(sent).ifPresent(answers::add);
            }
        }
    }

    private Optional<Arrival> answer(Outcome.Sent sent) {
        EthernetFrame frame = sent.packet().frame();
        if (!(frame.content() instanceof IpPacket ip)) {
            return Optional.empty();
        }
        Optional<Transport> answer = oneIn(8) ? Optional.of(unreachable(ip)) : reply(ip.transport());
        return answer.map(transport -> {
            boolean fromPod = sent.port() > Node.GATEWAY;
            MacAddress to = frame.source();
            IpPacket back = ip.reply(transport);
            int mark =
                    sent.port() == Node.GATEWAY && ip.destination().equals(Node.gatewayIp(ip.family())) ? HOST_MARK : 0;
            MacAddress from = fromPod ? frame.destination() : Node.GATEWAY_MAC;
            return Arrival.at(sent.port(), EthernetFrame.of(from, to, back)).marked(mark);
        });
    }

    private static Optional<Transport> reply(Transport transport) {
        return switch (transport) {
            case Transport.Tcp tcp -> reply(tcp);
            case Transport.Udp udp ->
                Optional.of(new Transport.Udp(
                        /* sourcePort= */ udp.destinationPort(),
                        /* destinationPort= */ udp.sourcePort(),
                        udp.payload()));
            case Transport.Icmp icmp ->
                icmp.type() == 8 ? Optional.of(new Transport.Icmp(0, 0, icmp.rest(), icmp.body())) : Optional.empty();
            case Transport.Icmpv6 icmp ->
                icmp.type() == 128
                        ? Optional.of(new Transport.Icmpv6(129, 0, icmp.rest(), icmp.body()))
                        : Optional.empty();
            case Transport.Sctp _, Transport.Neighbor _, Transport.Igmp _, Transport.Other _ -> Optional.empty();
        };
    }

    /// What a router says of the packet.
    private static Transport unreachable(IpPacket ip) {
        Bytes quoted = Bytes.of(ip.toBytes());
        return ip.family() == IpFamily.V4 ? new Transport.Icmp(3, 1, 0, quoted) : new Transport.Icmpv6(1, 0, 0, quoted);
    }

    private static Optional<Transport> reply(Transport.Tcp tcp) {
        TcpHeader h = tcp.header();
        boolean first = (h.flags() & TcpFlags.ACK) == 0;
        boolean syn = (h.flags() & TcpFlags.SYN) != 0;
        long sequence = first ? 5000 : h.acknowledgement();
        int flags = first ? TcpFlags.SYN | TcpFlags.ACK : TcpFlags.ACK;
        TcpHeader header = TcpHeader.of(flags, sequence, h.sequence() + (syn ? 1 : 0));
        return Optional.of(new Transport.Tcp(
                /* sourcePort= */ tcp.destinationPort(), /* destinationPort= */ tcp.sourcePort(), header, Bytes.EMPTY));
    }

    private Arrival fresh() {
        IpFamily family = random.nextBoolean() ? IpFamily.V4 : IpFamily.V6;
        IpAddress destination = destination(family);
        Transport transport = transport(family);
        return switch (random.nextInt(6)) {
            case 0 -> oneIn(10) ? arp() : fromHost(family, destination, transport);
            case 1 -> fromTunnel(family, transport);
            default -> fromPod(family, destination, transport);
        };
    }

    private Arrival fromPod(IpFamily family, IpAddress destination, Transport transport) {
        Pod pod = pod();
        IpAddress source = oneIn(30) ? pod().ip(family) : pod.ip(family);
        MacAddress mac = oneIn(30) ? pod().mac() : pod.mac();
        EthernetFrame frame =
                EthernetFrame.of(mac, nextHop(family, destination), packet(source, destination, transport));
        return Arrival.at(pod.port(), frame);
    }

    private Arrival fromHost(IpFamily family, IpAddress destination, Transport transport) {
        boolean own = random.nextBoolean();
        IpAddress source = own ? Node.gatewayIp(family) : Node.external(family);
        EthernetFrame frame = EthernetFrame.of(
                Node.GATEWAY_MAC, nextHop(family, destination), packet(source, destination, transport));
        return Arrival.at(Node.GATEWAY, frame).marked(own && random.nextBoolean() ? HOST_MARK : 0);
    }

    /// The host, or a Pod, asks for the gateway of the peer.
    private Arrival arp() {
        Pod pod = pod();
        boolean host = random.nextBoolean();
        MacAddress mac = host ? Node.GATEWAY_MAC : pod.mac();
        IpAddress ip = host ? Node.gatewayIp(IpFamily.V4) : pod.ip(IpFamily.V4);
        IpAddress wanted = Node.peerCidr(IpFamily.V4).host(1);
        ArpPacket ask = new ArpPacket(ArpPacket.REQUEST, mac, ip, MacAddress.ZERO, wanted);
        EthernetFrame frame = EthernetFrame.of(mac, MacAddress.BROADCAST, ask);
        int port = oneIn(4) ? pod().port() : host ? Node.GATEWAY : pod.port();
        return Arrival.at(port, frame);
    }

    private Arrival fromTunnel(IpFamily family, Transport transport) {
        IpAddress source = Node.peerCidr(family).host(20 + random.nextInt(3));
        IpAddress destination = oneIn(5) ? destination(family) : pod().ip(family);
        EthernetFrame frame = EthernetFrame.of(
                MacAddress.parse("0a:00:00:00:00:02"), Node.VIRTUAL_MAC, packet(source, destination, transport));
        return Arrival.at(Node.TUNNEL, frame);
    }

    private IpPacket packet(IpAddress source, IpAddress destination, Transport transport) {
        IpPacket packet = IpPacket.of(source, destination, transport);
        IpHeader header = packet.header().withHopLimit(oneIn(25) ? 1 : 2 + random.nextInt(60));
        return packet.withHeader(header.withDscp(random.nextInt(4)));
    }

    private IpAddress destination(IpFamily family) {
        return switch (random.nextInt(12)) {
            case 0 -> Node.external(family);
            case 1 -> Node.peerCidr(family).host(20 + random.nextInt(3));
            case 2 -> Node.gatewayIp(family);
            case 3 -> oneIn(4) ? Node.peerIp(family) : Node.nodeIp(family);
            case 4, 5, 6, 7 -> Node.clusterIp(family, random.nextInt(7));
            default -> pod().ip(family);
        };
    }

    /// Pods are on the link, everything else is behind the gateway.
    private MacAddress nextHop(IpFamily family, IpAddress destination) {
        for (Pod pod : Corridor.PODS) {
            if (pod.ip(family).equals(destination)) {
                return pod.mac();
            }
        }
        return Node.GATEWAY_MAC;
    }

    private Transport transport(IpFamily family) {
        int source = 30000 + random.nextInt(20000);
        int destination = PORTS[random.nextInt(PORTS.length)];
        return switch (random.nextInt(10)) {
            case 0 -> new Transport.Udp(source, destination, Bytes.of(random.nextInt(256)));
            case 1 ->
                family == IpFamily.V4
                        ? Transport.Icmp.echo(random.nextInt(60000), 1)
                        : Transport.Icmpv6.echo(random.nextInt(60000), 1);
            case 2 -> oneIn(3) ? withFlags(source, destination, TcpFlags.SYN | TcpFlags.ACK) : syn(source, destination);
            default ->
                oneIn(20) ? withFlags(source, destination, TcpFlags.SYN | TcpFlags.FIN) : syn(source, destination);
        };
    }

    private static Transport syn(int source, int destination) {
        return withFlags(source, destination, TcpFlags.SYN);
    }

    private static Transport withFlags(int source, int destination, int flags) {
        return new Transport.Tcp(source, destination, TcpHeader.of(flags, 1000, 0), Bytes.EMPTY);
    }

    private Pod pod() {
        return Corridor.PODS.get(random.nextInt(Corridor.PODS.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}
