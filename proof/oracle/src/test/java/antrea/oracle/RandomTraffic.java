package antrea.oracle;

import antrea.kube.object.Node;
import antrea.kube.object.Pod;
import antrea.net.Bytes;
import antrea.net.Cidr;
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
import antrea.nodenetwork.node.NodeFields;
import antrea.pipeline.trace.Arrival;
import antrea.pipeline.trace.Outcome;
import antrea.pipeline.trace.Trace;
import antrea.podnetwork.api.LocalInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random packets that come to one Node's switch: new connections of all kinds, forged ones, and answers to what
/// has left.
final class RandomTraffic {
    private static final List<Integer> PORTS = List.of(80, 8080, 8083, 8084, 443, 9999);

    private final Random random;
    private final ClusterObjects cluster;
    private final NodeRig rig;
    private final List<LocalInterface> local = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>(PORTS);
    private final List<Arrival> answers = new ArrayList<>();

    RandomTraffic(long seed, ClusterObjects cluster, NodeRig rig) {
        this.random = new Random(seed);
        this.cluster = cluster;
        this.rig = rig;
        cluster.services.values().forEach(s -> s.ports().forEach(p -> ports.add(p.port())));
        for (Pod pod : cluster.pods.values()) {
            if (pod.nodeName().equals(rig.node.name()) && Facts.hasInterface(pod)) {
                local.add(Facts.interfaceOf(pod));
            }
        }
    }

    /// About every second packet answers an earlier one.
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
            IpPacket back = ip.reply(transport);
            MacAddress from = sent.port() > Facts.GATEWAY ? frame.destination() : gatewayMac();
            boolean host = sent.port() == Facts.GATEWAY
                    && rig.node.gateway().addresses().contains(ip.destination());
            return Arrival.at(sent.port(), EthernetFrame.of(from, frame.source(), back))
                    .marked(host ? Fabric.HOST_MARK : 0);
        });
    }

    /// What a router says of the packet.
    private static Transport unreachable(IpPacket ip) {
        Bytes quoted = Bytes.of(ip.toBytes());
        return ip.family() == IpFamily.V4 ? new Transport.Icmp(3, 1, 0, quoted) : new Transport.Icmpv6(1, 0, 0, quoted);
    }

    private static Optional<Transport> reply(Transport transport) {
        return switch (transport) {
            case Transport.Tcp tcp -> {
                boolean first = (tcp.header().flags() & TcpFlags.ACK) == 0;
                int syn = tcp.header().flags() >> 1 & 1;
                TcpHeader header = TcpHeader.of(
                        first ? TcpFlags.SYN | TcpFlags.ACK : TcpFlags.ACK,
                        first ? 5000 : tcp.header().acknowledgement(),
                        tcp.header().sequence() + syn);
                yield Optional.of(new Transport.Tcp(
                        /* sourcePort= */ tcp.destinationPort(),
                        /* destinationPort= */ tcp.sourcePort(),
                        header,
                        Bytes.EMPTY));
            }
            case Transport.Udp udp ->
                Optional.of(new Transport.Udp(
                        /* sourcePort= */ udp.destinationPort(),
                        /* destinationPort= */ udp.sourcePort(),
                        udp.payload()));
            case Transport.Icmp icmp
            when icmp.type() == 8 -> Optional.of(new Transport.Icmp(0, 0, icmp.rest(), icmp.body()));
            case Transport.Icmpv6 icmp
            when icmp.type() == 128 -> Optional.of(new Transport.Icmpv6(129, 0, icmp.rest(), icmp.body()));
            case Transport.Icmp _, Transport.Icmpv6 _ -> Optional.empty();
            case Transport.Sctp _, Transport.Neighbor _, Transport.Igmp _, Transport.Other _ -> Optional.empty();
        };
    }

    private Arrival fresh() {
        List<IpFamily> families = rig.node.podCidrs().stream().map(Cidr::family).toList();
        IpFamily family = pick(families);
        return switch (local.isEmpty() ? random.nextInt(2) : random.nextInt(6)) {
            case 0 -> oneIn(10) ? arp().orElseGet(() -> fromHost(family)) : fromHost(family);
            case 1 -> fromTunnel(family);
            default -> fromPod(family);
        };
    }

    /// The Node itself, or somebody behind it.
    private Arrival fromHost(IpFamily family) {
        boolean own = random.nextBoolean();
        IpAddress from = own ? gateway(family) : RandomCluster.outside(family);
        return arrival(Facts.GATEWAY, gatewayMac(), from, destination(family))
                .marked(own && random.nextBoolean() ? Fabric.HOST_MARK : 0);
    }

    private Arrival fromTunnel(IpFamily family) {
        IpAddress to = oneIn(5) ? destination(family) : localAddress(family);
        Arrival in = arrival(Facts.TUNNEL, NodeFields.TUNNEL_MAC, remote(family), to);
        MacAddress peer = Facts.gatewayMac("n2");
        return Arrival.at(
                Facts.TUNNEL,
                EthernetFrame.of(peer, NodeFields.TUNNEL_MAC, in.frame().content()));
    }

    private Arrival fromPod(IpFamily family) {
        LocalInterface pod = pick(local);
        IpAddress from = address(oneIn(30) ? pick(local) : pod, family).orElseGet(() -> localAddress(family));
        return arrival(pod.port(), (oneIn(30) ? pick(local) : pod).mac(), from, destination(family));
    }

    /// The Node, or a Pod, asks for the gateway of the peer. (For others the switch floods, which the trace does
    /// not.)
    private Optional<Arrival> arp() {
        Optional<LocalInterface> pod =
                local.isEmpty() || random.nextBoolean() ? Optional.empty() : Optional.of(pick(local));
        Optional<IpAddress> asking =
                pod.map(p -> address(p, IpFamily.V4)).orElse(rig.node.gateway().address(IpFamily.V4));
        Optional<IpAddress> wanted = peerCidr(IpFamily.V4).map(c -> c.host(1));
        if (asking.isEmpty() || wanted.isEmpty()) {
            return Optional.empty();
        }
        MacAddress mac = pod.map(LocalInterface::mac).orElse(gatewayMac());
        ArpPacket ask = new ArpPacket(ArpPacket.REQUEST, mac, asking.get(), MacAddress.ZERO, wanted.get());
        int own = pod.map(LocalInterface::port).orElse(Facts.GATEWAY);
        int port = oneIn(4) && !local.isEmpty() ? pick(local).port() : own;
        return Optional.of(Arrival.at(port, EthernetFrame.of(mac, MacAddress.BROADCAST, ask)));
    }

    private Arrival arrival(int port, MacAddress mac, IpAddress from, IpAddress to) {
        IpPacket packet = IpPacket.of(from, to, transport(from.family()));
        IpHeader header = packet.header().withHopLimit(oneIn(25) ? 1 : 2 + random.nextInt(60));
        MacAddress next = local.stream()
                .filter(i -> i.addresses().contains(to))
                .map(LocalInterface::mac)
                .findFirst()
                .orElse(port == Facts.GATEWAY ? NodeFields.TUNNEL_MAC : gatewayMac());
        return Arrival.at(port, EthernetFrame.of(mac, next, packet.withHeader(header.withDscp(random.nextInt(4)))));
    }

    private MacAddress gatewayMac() {
        return Facts.gatewayMac(rig.node.name());
    }

    private IpAddress gateway(IpFamily family) {
        return rig.node.gateway().address(family).orElseThrow();
    }

    private IpAddress destination(IpFamily family) {
        return switch (random.nextInt(10)) {
            case 0 -> RandomCluster.outside(family);
            case 1 -> remote(family);
            case 2 -> gateway(family);
            case 3 -> nodeAddress(family);
            case 4, 5, 6 -> serviceAddress(family).orElseGet(() -> localAddress(family));
            default -> localAddress(family);
        };
    }

    private IpAddress nodeAddress(IpFamily family) {
        Node node = pick(List.copyOf(cluster.nodes.values()));
        return node.address(family).orElse(RandomCluster.outside(family));
    }

    private Optional<IpAddress> serviceAddress(IpFamily family) {
        List<IpAddress> all = cluster.services.values().stream()
                .flatMap(s -> s.clusterIps().stream())
                .filter(a -> a.family() == family)
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(pick(all));
    }

    /// Where no Pod is, an address where one could be.
    private IpAddress localAddress(IpFamily family) {
        List<IpAddress> all =
                local.stream().flatMap(i -> address(i, family).stream()).toList();
        return all.isEmpty() ? rig.node.podCidr(family).orElseThrow().host(77) : pick(all);
    }

    private Optional<Cidr> peerCidr(IpFamily family) {
        return cluster.nodes.values().stream()
                .filter(n -> !n.meta().name().equals(rig.node.name()))
                .flatMap(n -> n.podCidr(family).stream())
                .findFirst();
    }

    private IpAddress remote(IpFamily family) {
        return peerCidr(family).map(c -> c.host(20)).orElse(RandomCluster.outside(family));
    }

    private static Optional<IpAddress> address(LocalInterface of, IpFamily family) {
        return of.addresses().stream().filter(a -> a.family() == family).findFirst();
    }

    private Transport transport(IpFamily family) {
        int source = 30000 + random.nextInt(20000);
        int destination = pick(ports);
        return switch (random.nextInt(10)) {
            case 0, 1 -> new Transport.Udp(source, destination, Bytes.of(random.nextInt(256)));
            case 2 ->
                family == IpFamily.V4
                        ? Transport.Icmp.echo(random.nextInt(60000), 1)
                        : Transport.Icmpv6.echo(random.nextInt(60000), 1);
            case 3 -> tcp(source, destination, oneIn(3) ? TcpFlags.SYN | TcpFlags.ACK : TcpFlags.SYN);
            default -> tcp(source, destination, oneIn(20) ? TcpFlags.SYN | TcpFlags.FIN : TcpFlags.SYN);
        };
    }

    private static Transport tcp(int source, int destination, int flags) {
        return new Transport.Tcp(source, destination, TcpHeader.of(flags, 1000, 0), Bytes.EMPTY);
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}
