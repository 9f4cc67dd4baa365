package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.KubeSources;
import antrea.feature.TrafficMode;
import antrea.feature.testing.RecordedDesired;
import antrea.feature.testing.SampleNode;
import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.Rig;
import antrea.graph.testing.State;
import antrea.graph.testing.StateList;
import antrea.hostnet.HostKinds;
import antrea.hostnet.IptablesRule;
import antrea.hostnet.Neighbour;
import antrea.hostnet.Route;
import antrea.hostnet.Sysctl;
import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Peers come, change and go, and the host follows.
class NodeNetworkNodeTest {
    private static final Node PEER = Node.of(Meta.of("", "n2"))
            .withPodCidrs(List.of(Cidr.parse("10.2.0.0/24"), Cidr.parse("fd00:2::/64")))
            .withInternalIps(List.of(IpAddress.parse("192.168.7.2"), IpAddress.parse("fd00:192::2")));

    /// What of a peer is stated: rows, routes, neighbours.
    private record Seen(int flows, Set<Route> routes, Set<Neighbour> neighbours) {}

    private static final class Subject {
        final ManualCalculation calculation = new ManualCalculation();
        final RecordedDesired desired = new RecordedDesired();
        private final int ownFlows;
        private final Set<Route> ownRoutes;

        Subject(TrafficMode mode, boolean masquerade) {
            this(new NodeNetworkOptions(mode, OptionalInt.of(6081), masquerade));
        }

        Subject(NodeNetworkOptions options) {
            new NodeNetworkNode(SampleNode.N1, options, "eth0").wire(calculation.loop(), desired);
            ownFlows = desired.allFlows().size();
            ownRoutes = desired.all(HostKinds.ROUTES);
        }

        Seen seen() {
            Set<Route> routes = desired.all(HostKinds.ROUTES);
            routes.removeAll(ownRoutes);
            return new Seen(desired.allFlows().size() - ownFlows, routes, desired.all(HostKinds.NEIGHBOURS));
        }
    }

    private static State.Inputs peer(String name, Node peer) {
        return State.named(name).with(KubeSources.NODES, ObjectKey.of("n2"), peer);
    }

    @Test
    void whatIsStatedOfAPeerDependsOnItsPresentNode() {
        Route v4 = Route.over("antrea-gw0", Cidr.parse("10.2.0.0/24"))
                .via(IpAddress.parse("10.2.0.1"))
                .onLink();
        Route gateway = Route.over("antrea-gw0", Cidr.parse("fd00:2::1/128"));
        Route v6 = Route.over("antrea-gw0", Cidr.parse("fd00:2::/64")).via(IpAddress.parse("fd00:2::1"));
        Route moved = Route.over("antrea-gw0", Cidr.parse("10.9.0.0/24"))
                .via(IpAddress.parse("10.9.0.1"))
                .onLink();
        Neighbour neighbour = new Neighbour("antrea-gw0", IpAddress.parse("fd00:2::1"), NodeFields.TUNNEL_MAC);
        Seen nothing = new Seen(0, Set.of(), Set.of());
        StateList.of(
                        () -> {
                            Subject subject = new Subject(TrafficMode.ENCAP, true);
                            return Rig.of(subject.calculation, subject::seen);
                        },
                        List.of(
                                peer("dual-stack", PEER)
                                        .expect(new Seen(3, Set.of(v4, gateway, v6), Set.of(neighbour))),
                                peer("no CIDR yet", PEER.withPodCidrs(List.of()))
                                        .expect(nothing),
                                peer("IPv6 only", PEER.withPodCidrs(List.of(Cidr.parse("fd00:2::/64"))))
                                        .expect(new Seen(1, Set.of(gateway, v6), Set.of(neighbour))),
                                peer("other CIDR", PEER.withPodCidrs(List.of(Cidr.parse("10.9.0.0/24"))))
                                        .expect(new Seen(2, Set.of(moved), Set.of())),
                                State.named("ourselves")
                                        .with(KubeSources.NODES, ObjectKey.of("n1"), PEER)
                                        .expect(nothing)))
                .check();
    }

    private static Node node(String name, long second, String cidr) {
        Meta meta = Meta.of("", name);
        Meta.Version version = new Meta.Version("", "", 0, Instant.ofEpochSecond(second), false);
        return Node.of(new Meta(meta.key(), version, Map.of(), Map.of()))
                .withPodCidrs(List.of(Cidr.parse(cidr)))
                .withInternalIps(List.of(IpAddress.parse("192.168.9." + name.substring(1))));
    }

    private static Seen only(String cidr) {
        Route route = Route.over("antrea-gw0", Cidr.parse(cidr))
                .via(Peer.gatewayOf(Cidr.parse(cidr)))
                .onLink();
        return new Seen(2, Set.of(route), Set.of());
    }

    /// A route or flow of the younger would take the packets of the older, or our own.
    @Test
    void ofTwoNodesWithOnePodCidrTheOlderHasIt() {
        Subject subject = new Subject(TrafficMode.ENCAP, true);
        Function<Node, Seen> put = node -> {
            subject.calculation.put(KubeSources.NODES, node.meta().key(), node);
            subject.calculation.settle();
            return subject.seen();
        };
        subject.calculation.sync();
        assertEquals(only("10.3.0.0/16"), put.apply(node("n5", 50, "10.3.0.0/16")));
        assertEquals(only("10.3.7.0/24"), put.apply(node("n4", 40, "10.3.7.0/24")), "older, in the other's range");
        assertEquals(only("10.3.7.0/24"), put.apply(node("n6", 40, "10.3.7.0/24")), "as old, greater name");
        assertEquals(only("10.3.7.0/24"), put.apply(node("n0", 1, "10.1.0.0/16")), "over our own");
        subject.calculation.remove(KubeSources.NODES, ObjectKey.of("n4"));
        subject.calculation.settle();
        assertEquals(only("10.3.7.0/24"), subject.seen(), "n6 is next");
        subject.calculation.remove(KubeSources.NODES, ObjectKey.of("n6"));
        subject.calculation.settle();
        assertEquals(only("10.3.0.0/16"), subject.seen());
        assertEquals(only("10.4.0.0/16"), put.apply(node("n5", 50, "10.4.0.0/16")));
    }

    /// Else nobody has it until the other one is heard of again.
    @Test
    void aNodeThatIsMadeAnewLeavesItsContestedPodCidrToTheOther() {
        Subject subject = new Subject(TrafficMode.ENCAP, true);
        for (Node node :
                List.of(node("n5", 50, "10.3.7.0/24"), node("n4", 40, "10.3.7.0/24"), node("n4", 60, "10.3.7.0/24"))) {
            subject.calculation.put(KubeSources.NODES, node.meta().key(), node);
            subject.calculation.sync();
            assertEquals(only("10.3.7.0/24"), subject.seen());
        }
    }

    @Test
    void neighbourInOurSubnetIsRoutedDirectlyWithoutTunnel() {
        Subject subject = new Subject(TrafficMode.NO_ENCAP, true);
        subject.calculation.put(KubeSources.NODES, ObjectKey.of("n2"), PEER);
        subject.calculation.sync();
        assertEquals(
                Set.of(
                        Route.over("eth0", Cidr.parse("10.2.0.0/24")).via(IpAddress.parse("192.168.7.2")),
                        Route.over("eth0", Cidr.parse("fd00:2::/64")).via(IpAddress.parse("fd00:192::2"))),
                subject.seen().routes());
        assertEquals(Set.of(), subject.seen().neighbours());
    }

    @Test
    void eachFamilyForwardsAndHasTheSameRules() {
        Subject subject = new Subject(TrafficMode.ENCAP, true);
        Set<Sysctl> sysctls = subject.desired.all(HostKinds.SYSCTLS);
        assertTrue(sysctls.contains(new Sysctl("net/ipv4/ip_forward", "1")));
        assertTrue(sysctls.contains(new Sysctl("net/ipv6/conf/all/forwarding", "1")));
        assertEquals(rules(subject, IpFamily.V4), rules(subject, IpFamily.V6));
        assertEquals(7, rules(subject, IpFamily.V6).size());
    }

    /// And only of that one; without a UDP tunnel everything is tracked.
    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void packetsOfTheTunnelsPortAreNotTracked(IpFamily family) {
        for (int port : List.of(6081, 4789, 7777)) {
            Subject subject = new Subject(new NodeNetworkOptions(TrafficMode.ENCAP, OptionalInt.of(port), true));
            assertEquals(
                    List.of(
                            "-p udp -m comment --comment \"Antrea: do not track incoming encapsulation packets\""
                                    + " -m udp --dport " + port + " -m addrtype --dst-type LOCAL -j NOTRACK",
                            "-p udp -m comment --comment \"Antrea: do not track outgoing encapsulation packets\""
                                    + " -m udp --dport " + port + " -m addrtype --src-type LOCAL -j NOTRACK"),
                    untracked(subject, family));
        }
        Subject without = new Subject(new NodeNetworkOptions(TrafficMode.NO_ENCAP, OptionalInt.empty(), true));
        assertEquals(List.of(), untracked(without, family));
    }

    private static List<String> untracked(Subject subject, IpFamily family) {
        return subject.desired.all(HostKinds.CHAIN_RULES).stream()
                .filter(r -> r.family() == family && r.table().equals("raw"))
                .map(IptablesRule::text)
                .sorted()
                .toList();
    }

    @Test
    void withoutMasqueradeOnlyThatRuleIsMissing() {
        List<String> with = rules(new Subject(TrafficMode.ENCAP, true), IpFamily.V6);
        List<String> without = rules(new Subject(TrafficMode.ENCAP, false), IpFamily.V6);
        assertEquals(with.size() - 1, without.size());
        assertTrue(without.stream().noneMatch(r -> r.contains("masquerade Pod to external packets")));
    }

    /// The rules of a family, with its names and prefixes taken out.
    private static List<String> rules(Subject subject, IpFamily family) {
        return subject.desired.all(HostKinds.CHAIN_RULES).stream()
                .filter(r -> r.family() == family)
                .map(NodeNetworkNodeTest::plain)
                .sorted()
                .toList();
    }

    private static String plain(IptablesRule rule) {
        return rule.table() + " " + rule.chain() + " " + rule.position() + " "
                + rule.text()
                        .replace("10.1.0.0/24", "CIDR")
                        .replace("fd00:1::/64", "CIDR")
                        .replace("ANTREA-POD-IP6", "SET")
                        .replace("ANTREA-POD-IP", "SET");
    }
}
