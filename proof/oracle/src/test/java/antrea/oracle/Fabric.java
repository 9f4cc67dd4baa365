package antrea.oracle;

import antrea.kube.object.Pod;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.Transport;
import antrea.nodenetwork.node.NodeFields;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.trace.Arrival;
import antrea.pipeline.trace.Outcome;
import antrea.pipeline.trace.Trace;
import antrea.pipeline.trace.TraceSwitch;
import antrea.pipeline.trace.Tunnel;
import antrea.podnetwork.api.LocalInterface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The switches of all Nodes with the tunnels between them: a packet goes in somewhere, and comes out somewhere or
/// not.
final class Fabric {
    static final int HOST_MARK = 0x80000000;
    static final MacAddress SOMEBODY = MacAddress.parse("0a:00:00:00:99:99");

    private final World world;
    private final Map<String, TraceSwitch> switches = new HashMap<>();
    private final Map<IpAddress, LocalInterface> interfaces = new HashMap<>();

    /// One switch that a packet passed.
    record Hop(String node, Arrival arrival, Trace trace) {}

    /// The way of a packet; the last hop says what became of it.
    record Journey(List<Hop> hops) {
        Hop last() {
            return hops.getLast();
        }

        Trace trace() {
            return last().trace();
        }

        /// The port and the Node where it came out; empty when it did not.
        Optional<Landing> landing() {
            return trace().sent()
                    .map(s -> new Landing(last().node(), s.port(), s.packet().frame()));
        }

        boolean landsAt(String node, int port) {
            return landing()
                    .filter(l -> l.node().equals(node) && l.port() == port)
                    .isPresent();
        }
    }

    /// Where a packet came out.
    record Landing(String node, int port, EthernetFrame frame) {
        IpPacket packet() {
            return (IpPacket) frame.content();
        }
    }

    Fabric(ClusterObjects cluster, World world) {
        this.world = world;
        world.rigs().forEach((name, rig) -> switches.put(name, rig.newSwitch()));
        for (Pod pod : cluster.pods.values()) {
            if (Facts.hasInterface(pod)) {
                LocalInterface local = Facts.interfaceOf(pod);
                pod.ips().forEach(ip -> interfaces.put(ip, local));
                at(pod.nodeName()).place(local.mac(), local.port());
            }
        }
        switches.forEach((name, at) -> at.place(Facts.gatewayMac(name), Facts.GATEWAY));
    }

    TraceSwitch at(String node) {
        return Optional.ofNullable(switches.get(node)).orElseThrow();
    }

    /// Forgets all connections and all that was learned.
    void forget() {
        switches.values().forEach(s -> {
            s.conntrack().clear();
            s.removeLearned();
        });
    }

    static Optional<IpAddress> address(Pod pod, IpFamily family) {
        return pod.ips().stream().filter(a -> a.family() == family).findFirst();
    }

    /// Pods of the same Node are neighbours, everything else is behind the gateway.
    private MacAddress nextHop(String node, IpAddress destination) {
        LocalInterface neighbour = interfaces.get(destination);
        Optional<Cidr> link = world.rig(node).node.podCidr(destination.family());
        return neighbour != null && link.filter(c -> c.contains(destination)).isPresent()
                ? neighbour.mac()
                : Facts.gatewayMac(node);
    }

    Arrival fromPod(Pod pod, IpAddress destination, Transport transport) {
        LocalInterface from = Facts.interfaceOf(pod);
        IpAddress source = address(pod, destination.family()).orElseThrow();
        EthernetFrame frame = EthernetFrame.of(
                from.mac(), nextHop(pod.nodeName(), destination), IpPacket.of(source, destination, transport));
        return Arrival.at(from.port(), frame);
    }

    /// What the Node itself sends: kubelet, host-network Pods, the API server.
    Arrival fromHost(String node, IpAddress destination, Transport transport) {
        IpAddress gateway =
                world.rig(node).node.gateway().address(destination.family()).orElseThrow();
        return fromGateway(node, gateway, destination, transport).marked(HOST_MARK);
    }

    /// What comes to the gateway from elsewhere: the world, or another address of the Node.
    Arrival fromGateway(String node, IpAddress source, IpAddress destination, Transport transport) {
        MacAddress next = nextHop(node, destination);
        EthernetFrame frame = EthernetFrame.of(
                Facts.gatewayMac(node),
                next.equals(Facts.gatewayMac(node)) ? NodeFields.TUNNEL_MAC : next,
                IpPacket.of(source, destination, transport));
        return Arrival.at(Facts.GATEWAY, frame);
    }

    /// The answer to a packet that came out, from where it came out.
    Arrival answer(Landing landing, Transport transport) {
        IpPacket back = landing.packet().reply(transport);
        EthernetFrame frame;
        if (landing.port() == Facts.GATEWAY) {
            LocalInterface neighbour = interfaces.get(back.destination());
            MacAddress to = neighbour != null ? neighbour.mac() : NodeFields.TUNNEL_MAC;
            frame = EthernetFrame.of(Facts.gatewayMac(landing.node()), to, back);
        } else {
            frame = EthernetFrame.of(landing.frame().destination(), nextHop(landing.node(), back.destination()), back);
        }
        return Arrival.at(landing.port(), frame);
    }

    /// With all steps.
    Journey trace(String node, Arrival arrival) {
        return run(node, arrival, true);
    }

    /// Only what became of it.
    Journey verdict(String node, Arrival arrival) {
        return run(node, arrival, false);
    }

    private Journey run(String node, Arrival arrival, boolean steps) {
        List<Hop> hops = new ArrayList<>(2);
        String here = node;
        Arrival in = arrival;
        while (true) {
            Trace trace = steps ? at(here).trace(in) : at(here).verdict(in);
            hops.add(new Hop(here, in, trace));
            Optional<Outcome.Sent> sent = trace.sent();
            if (sent.isEmpty() || sent.get().port() != Facts.TUNNEL || hops.size() > 2) {
                return new Journey(hops);
            }
            IpAddress from = world.rig(here).node.transport().getFirst().address();
            String next = peerBehind(sent.get());
            in = Arrival.at(Facts.TUNNEL, sent.get().packet().frame())
                    .through(new Tunnel(
                            from, world.rig(next).node.transport().getFirst().address(), 0));
            here = next;
        }
    }

    private String peerBehind(Outcome.Sent sent) {
        for (NodeRig rig : world.rigs().values()) {
            for (IpFamily family : IpFamily.values()) {
                OxmField field = family == IpFamily.V4 ? OxmField.TUN_DST : OxmField.TUN_IPV6_DST;
                if (rig.node
                        .transportAddress(family)
                        .filter(a -> a.value().equals(sent.packet().get(field)))
                        .isPresent()) {
                    return rig.node.name();
                }
            }
        }
        throw new AssertionError("a tunnel to nobody: " + sent);
    }

    String describe(Journey journey) {
        StringBuilder out = new StringBuilder();
        for (Hop hop : journey.hops()) {
            out.append("at ")
                    .append(hop.node())
                    .append(": ")
                    .append(hop.arrival())
                    .append('\n');
            out.append(hop.trace().describe(world.rig(hop.node()).tableNames()));
        }
        return out.toString();
    }

    /// The table where the packet ended, if it did.
    String dropTable(Journey journey) {
        return journey.trace()
                .drop()
                .map(d -> world.rig(journey.last().node()).pipeline.nameOf(d.table()))
                .orElse("");
    }
}
