package antrea.oracle;

import antrea.kube.object.Pod;
import antrea.kube.object.Service;
import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
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
import antrea.podnetwork.node.LocalInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random packets that come to one Node's switch: new connections of all kinds, forged ones, and answers to what
/// has left.
final class RandomTraffic {
    private static final int[] PORTS = {80, 8080, 8083, 8084, 443, 9999};

    private final Random random;
    private final ClusterObjects cluster;
    private final NodeRig rig;
    private final List<LocalInterface> local = new ArrayList<>();
    private final List<Arrival> answers = new ArrayList<>();

    RandomTraffic(long seed, ClusterObjects cluster, NodeRig rig) {
        this.random = new Random(seed);
        this.cluster = cluster;
        this.rig = rig;
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
            if (outcome instanceof Outcome.Sent sent && sent.port() > 0 && answers.size() < 100) {
                answer(sent).ifPresent(answers::add);
            }
        }
    }

    private Optional<Arrival> answer(Outcome.Sent sent) {
        EthernetFrame frame = sent.packet().frame();
        if (!(frame.content() instanceof IpPacket ip)) {
            return Optional.empty();
        }
        return reply(ip.transport()).map(transport -> {
            IpPacket back = ip.reply(transport);
            MacAddress from = sent.port() > Facts.GATEWAY ? frame.destination() : Facts.gatewayMac(rig.node.name());
            boolean host = sent.port() == Facts.GATEWAY
                    && rig.node.gateway().addresses().contains(ip.destination());
            return Arrival.at(sent.port(), EthernetFrame.of(from, frame.source(), back))
                    .marked(host ? Fabric.HOST_MARK : 0);
        });
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
        IpFamily family = random.nextBoolean() ? IpFamily.V4 : IpFamily.V6;
        IpAddress to = destination(family);
        return switch (random.nextInt(6)) {
            case 0 -> {
                boolean own = random.nextBoolean();
                IpAddress from = own ? rig.node.gateway().address(family).orElseThrow() : RandomCluster.outside(family);
                yield arrival(Facts.GATEWAY, Facts.gatewayMac(rig.node.name()), from, to)
                        .marked(own && random.nextBoolean() ? Fabric.HOST_MARK : 0);
            }
            case 1 -> {
                IpAddress pod = address(pick(local), family);
                Arrival in = arrival(Facts.TUNNEL, NodeFields.TUNNEL_MAC, remote(family), oneIn(5) ? to : pod);
                yield Arrival.at(
                        Facts.TUNNEL,
                        EthernetFrame.of(
                                Facts.gatewayMac("n2"),
                                NodeFields.TUNNEL_MAC,
                                in.frame().content()));
            }
            default -> {
                LocalInterface pod = pick(local);
                IpAddress from = address(oneIn(30) ? pick(local) : pod, family);
                yield arrival(pod.port(), (oneIn(30) ? pick(local) : pod).mac(), from, to);
            }
        };
    }

    private Arrival arrival(int port, MacAddress mac, IpAddress from, IpAddress to) {
        IpPacket packet = IpPacket.of(from, to, transport(from.family()));
        IpHeader header = packet.header().withHopLimit(oneIn(25) ? 1 : 2 + random.nextInt(60));
        MacAddress next = local.stream()
                .filter(i -> i.addresses().contains(to))
                .map(LocalInterface::mac)
                .findFirst()
                .orElse(port == Facts.GATEWAY ? NodeFields.TUNNEL_MAC : Facts.gatewayMac(rig.node.name()));
        return Arrival.at(port, EthernetFrame.of(mac, next, packet.withHeader(header)));
    }

    private IpAddress destination(IpFamily family) {
        return switch (random.nextInt(10)) {
            case 0 -> RandomCluster.outside(family);
            case 1 -> remote(family);
            case 2 -> rig.node.gateway().address(family).orElseThrow();
            case 3 ->
                cluster.node(random.nextBoolean() ? "n1" : "n2").address(family).orElseThrow();
            case 4, 5, 6 -> {
                Service service = pick(List.copyOf(cluster.services.values()));
                yield service.clusterIps().stream()
                        .filter(a -> a.family() == family)
                        .findFirst()
                        .orElseThrow();
            }
            default -> address(pick(local), family);
        };
    }

    private static IpAddress remote(IpFamily family) {
        return Cidr.parse(family == IpFamily.V4 ? "10.10.2.0/24" : "fd00:10:2::/64")
                .host(20);
    }

    private static IpAddress address(LocalInterface of, IpFamily family) {
        return of.addresses().stream()
                .filter(a -> a.family() == family)
                .findFirst()
                .orElseThrow();
    }

    private Transport transport(IpFamily family) {
        int source = 30000 + random.nextInt(20000);
        int destination = PORTS[random.nextInt(PORTS.length)];
        return switch (random.nextInt(10)) {
            case 0, 1 -> new Transport.Udp(source, destination, Bytes.of(random.nextInt(256)));
            case 2 ->
                family == IpFamily.V4
                        ? Transport.Icmp.echo(random.nextInt(60000), 1)
                        : Transport.Icmpv6.echo(random.nextInt(60000), 1);
            case 3 -> tcp(source, destination, oneIn(3) ? TcpFlags.SYN | TcpFlags.ACK : TcpFlags.SYN);
            default -> tcp(source, destination, TcpFlags.SYN);
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
