package antrea.networkpolicy.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.State;
import antrea.graph.testing.StateList;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.Protocol;
import antrea.networkpolicy.LoggedLines;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NamedPort;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyRule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkPolicyCentralTest {
    private final CentralRig rig = new CentralRig();

    private static LabelSelector app(String value) {
        return LabelSelector.of(Map.of("app", value));
    }

    private static NetworkPolicy.WorkloadPeer pods(LabelSelector selector) {
        return new NetworkPolicy.WorkloadPeer(Optional.of(selector), Optional.empty());
    }

    private void put(Pod pod) {
        rig.calculation.put(ClusterSources.PODS, pod.key(), pod);
    }

    private void put(NetworkPolicy policy) {
        rig.calculation.put(ClusterSources.NETWORK_POLICIES, policy.key(), policy);
    }

    private NodeView.Content on(String node) {
        return Optional.ofNullable(rig.seen().get(Optional.of(node))).orElseThrow();
    }

    private void webAllowsDb() {
        put(Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.1", "fd00::1"));
        put(Cluster.pod("ns", "db", Map.of("app", "db"), "n2", "10.0.0.2", "fd00::2"));
        put(Cluster.policy("ns", "allow", app("db"), List.of(Cluster.from(pods(app("web"))))));
    }

    @Test
    void nothingIsPublishedBeforeEverythingWasListed() {
        webAllowsDb();
        rig.calculation.settle();
        assertEquals(0, rig.published.policies().size());
        assertFalse(rig.published.isComplete());
        rig.calculation.sync();
        assertEquals(1, rig.published.policies().size());
        assertTrue(rig.published.isComplete());
    }

    @Test
    void whatCannotBeReadIsNamedInTheLogAndTheOthersCount(@TempDir Path logs) {
        put(Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.1", "fd00::1"));
        put(Cluster.pod("ns", "db", Map.of("app", "db"), "n2", "10.0.0.2", "fd00::2"));
        NetworkPolicy.Peer bad = new NetworkPolicy.UnreadablePeer("not a CIDR: \"10.0.0.0/33\"");
        NetworkPolicy.Rule noPort = new NetworkPolicy.Rule(List.of(), List.of(), List.of("no such protocol: \"IPX\""));
        put(Cluster.policy(
                "ns", "allow", app("db"), List.of(Cluster.from(bad, pods(app("web"))), Cluster.from(bad), noPort)));
        try (LoggedLines lines = new LoggedLines(logs)) {
            rig.calculation.sync();
            assertTrue(lines.errors().stream()
                    .anyMatch(line -> line.contains("policy=ns/allow") && line.contains("10.0.0.0/33")));
            assertTrue(
                    lines.errors().stream().anyMatch(line -> line.contains("policy=ns/allow") && line.contains("IPX")));
        }
        List<NetworkPolicyRule> rules =
                rig.published.policies().get("uid-ns-allow").orElseThrow().rules();
        assertEquals(1, rules.getFirst().from().addressGroups().size());
        assertEquals(NetworkPolicyPeer.NOBODY, rules.get(1).from());
        assertEquals(NetworkPolicyPeer.NOBODY, rules.getLast().from());
        assertEquals(Set.of("uid-ns-allow"), on("n2").policies().keySet());
    }

    /// A requirement that is no requirement would leave a selector of everything.
    @Test
    void selectorThatCannotBeReadSelectsNothingAndIsNamedInTheLog(@TempDir Path logs) {
        put(Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.1", "fd00::1"));
        put(Cluster.pod("ns", "db", Map.of("app", "db"), "n2", "10.0.0.2", "fd00::2"));
        LabelSelector bad = new LabelSelector(
                Map.of(), List.of(new LabelSelector.Requirement("app", LabelSelector.Operator.IN, List.of())));
        put(Cluster.policy("ns", "allow", app("db"), List.of(Cluster.from(pods(bad)))));
        put(Cluster.policy("ns", "apply", bad, List.of()));
        try (LoggedLines lines = new LoggedLines(logs)) {
            rig.calculation.sync();
            for (String policy : List.of("ns/allow", "ns/apply")) {
                assertTrue(lines.errors().stream()
                        .anyMatch(line -> line.contains("policy=" + policy) && line.contains("app in ()")));
            }
        }
        assertEquals(0, peersSeenBy("n2"));
        assertEquals(Set.of("uid-ns-allow"), on("n2").policies().keySet());
        assertEquals(Set.of(), on("n1").policies().keySet());
    }

    private int peersSeenBy(String node) {
        return on(node).addressGroups().values().stream().mapToInt(Map::size).sum();
    }

    /// Its address is soon another Pod's, which must not come in by its labels.
    @Test
    void anEndedPodIsNoMemberOfAnyGroup() {
        webAllowsDb();
        rig.calculation.sync();
        assertEquals(1, peersSeenBy("n2"));
        for (Pod.Phase phase : List.of(Pod.Phase.SUCCEEDED, Pod.Phase.FAILED)) {
            Pod web = Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.1", "fd00::1");
            put(web.withStatus(new Pod.Status(phase, web.ips())));
            rig.calculation.settle();
            assertEquals(0, peersSeenBy("n2"), phase.toString());
            put(web);
            rig.calculation.settle();
            assertEquals(1, peersSeenBy("n2"));
        }
    }

    @Test
    void onlyTheNodeOfAppliedPodsSeesThePolicy() {
        webAllowsDb();
        rig.calculation.sync();
        assertEquals(Set.of(), on("n1").policies().keySet());
        assertEquals(Set.of("uid-ns-allow"), on("n2").policies().keySet());
        GroupMember web = new GroupMember(
                new MemberRef.Pod("ns", "web"),
                List.of(antrea.net.IpAddress.parse("10.0.0.1"), antrea.net.IpAddress.parse("fd00::1")),
                List.of());
        assertEquals(
                List.of(Map.of(web.key(), web)),
                List.copyOf(on("n2").addressGroups().values()));
        GroupMember db = new GroupMember(new MemberRef.Pod("ns", "db"), List.of(), List.of());
        assertEquals(
                List.of(Map.of(db.key(), db)),
                List.copyOf(on("n2").appliedToGroups().values()));
    }

    @Test
    void changedAddressIsOneEvent() {
        webAllowsDb();
        rig.calculation.sync();
        rig.seen();
        put(Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.9", "fd00::1"));
        rig.calculation.settle();
        assertEquals(1, rig.agent("n2").read());
        assertEquals(0, rig.agent("n1").read());
        rig.seen();
    }

    @Test
    void changedSecondAddressIsSeen() {
        webAllowsDb();
        rig.calculation.sync();
        rig.seen();
        put(Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.1", "fd00::99"));
        rig.calculation.settle();
        assertEquals(1, rig.agent("n2").read());
    }

    @Test
    void changedNamedPortIsSeen() {
        webAllowsDb();
        rig.calculation.sync();
        rig.seen();
        Pod web = Cluster.pod("ns", "web", Map.of("app", "web"), "n1", "10.0.0.1", "fd00::1");
        put(web.withSpec(new Pod.Spec(
                "n1",
                false,
                "default",
                List.of(
                        new Pod.ContainerPort("http", 80, Protocol.TCP, 0),
                        new Pod.ContainerPort("", 81, Protocol.TCP, 0)))));
        rig.calculation.settle();
        GroupMember seen = on("n2").addressGroups()
                .values()
                .iterator()
                .next()
                .values()
                .iterator()
                .next();
        assertEquals(List.of(new NamedPort(80, "http", Protocol.TCP)), seen.ports());
    }

    @Test
    void rewrittenPolicyWithTheSameContentIsNoEvent() {
        webAllowsDb();
        rig.calculation.sync();
        rig.seen();
        NetworkPolicy same = Cluster.policy("ns", "allow", app("db"), List.of(Cluster.from(pods(app("web")))));
        put(new NetworkPolicy(
                same.meta().withResourceVersion("77"),
                same.podSelector(),
                same.ingress(),
                same.egress(),
                same.ingressRules(),
                same.egressRules()));
        rig.calculation.settle();
        assertEquals(0, rig.agent("n2").read());
    }

    @Test
    void recreatedPolicyHasItsOwnName() {
        webAllowsDb();
        rig.calculation.sync();
        NetworkPolicy old = Cluster.policy("ns", "allow", app("db"), List.of());
        put(new NetworkPolicy(old.meta().withUid("second"), old.podSelector(), true, false, List.of(), List.of()));
        rig.calculation.settle();
        assertEquals(Set.of("second"), on("n2").policies().keySet());
        assertEquals(Map.of(), on("n2").addressGroups());
    }

    @Test
    void spanShrinksWithTheLastPodOfANode() {
        webAllowsDb();
        rig.calculation.sync();
        rig.seen();
        rig.calculation.remove(ClusterSources.PODS, new ObjectKey("ns", "db"));
        rig.calculation.settle();
        assertEquals(new NodeView.Content(Map.of(), Map.of(), Map.of()), on("n2"));
        assertEquals(1, rig.published.policies().size());
    }

    @Test
    void annotationOfTheNamespaceTurnsLoggingOn() {
        webAllowsDb();
        rig.calculation.sync();
        rig.calculation.put(
                ClusterSources.NAMESPACES,
                ObjectKey.of("ns"),
                new Namespace(Meta.of("", "ns").withAnnotations(Map.of(PolicyCalculation.LOGGING_ANNOTATION, "1"))));
        rig.calculation.settle();
        assertTrue(on("n2").policies()
                .values()
                .iterator()
                .next()
                .rules()
                .getFirst()
                .enableLogging());
        rig.calculation.remove(ClusterSources.NAMESPACES, ObjectKey.of("ns"));
        rig.calculation.settle();
        assertFalse(on("n2").policies()
                .values()
                .iterator()
                .next()
                .rules()
                .getFirst()
                .enableLogging());
    }

    @Test
    void podsOfTheHostNetworkAreInNoGroup() {
        webAllowsDb();
        Pod host = Cluster.pod("ns", "host", Map.of("app", "db"), "n1", "192.0.2.1");
        put(host.withSpec(new Pod.Spec("n1", true, "default", List.of())));
        rig.calculation.sync();
        assertEquals(Map.of(), on("n1").policies());
    }

    /// Random clusters: each state is whole, and the oracle says what every Node must see.
    @Property(tries = 150)
    void everyWayToAStateEndsInWhatTheOracleSays(@ForAll("clusters") List<Cluster> clusters) {
        StateList.of(CentralRig::rig, clusters.stream().map(c -> state(c)).toList())
                .check();
    }

    private static State<Map<Optional<String>, NodeView.Content>> state(Cluster cluster) {
        State.Inputs inputs = State.named(
                cluster.policies.keySet() + " " + cluster.pods.keySet() + " " + cluster.namespaces.keySet());
        for (Map.Entry<ObjectKey, Pod> pod : cluster.pods.entrySet()) {
            inputs = inputs.with(ClusterSources.PODS, pod.getKey(), pod.getValue());
        }
        for (Map.Entry<ObjectKey, Namespace> namespace : cluster.namespaces.entrySet()) {
            inputs = inputs.with(ClusterSources.NAMESPACES, namespace.getKey(), namespace.getValue());
        }
        for (Map.Entry<ObjectKey, NetworkPolicy> policy : cluster.policies.entrySet()) {
            inputs = inputs.with(ClusterSources.NETWORK_POLICIES, policy.getKey(), policy.getValue());
        }
        Map<Optional<String>, NodeView.Content> expected = new LinkedHashMap<>();
        CentralRig.NODES.forEach(node -> expected.put(node, cluster.seenBy(node)));
        return inputs.expect(expected);
    }

    @Provide
    Arbitrary<List<Cluster>> clusters() {
        Arbitrary<Map<String, String>> labels = Arbitraries.maps(
                        Arbitraries.of("app", "tier"), Arbitraries.of("a", "b"))
                .ofMaxSize(2);
        Arbitrary<String> namespace = Arbitraries.of("x", "y");
        Arbitrary<Pod> pod = Combinators.combine(
                        namespace,
                        Arbitraries.of("p1", "p2", "p3"),
                        labels,
                        Arbitraries.of("", "n1", "n2"),
                        Arbitraries.of(List.of(), List.of("10.0.0.1"), List.of("10.0.0.2", "fd00::2")),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(5, Arbitraries.just(false)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.just(true))))
                .as((ns, name, l, node, ips, host) -> {
                    Pod made = Cluster.pod(ns, name, l, node, ips.toArray(String[]::new));
                    return made.withSpec(new Pod.Spec(node, host, "default", List.of()));
                });
        Arbitrary<Namespace> knownNamespace = Combinators.combine(namespace, labels, Arbitraries.of("", "true", "no"))
                .as((name, l, logging) -> new Namespace(Meta.of("", name)
                        .withLabels(l)
                        .withAnnotations(Map.of(PolicyCalculation.LOGGING_ANNOTATION, logging))));
        return Combinators.combine(
                        pod.list().ofMaxSize(5),
                        knownNamespace.list().ofMaxSize(2),
                        policy(namespace, labels.map(LabelSelector::of)).list().ofMaxSize(4))
                .as((pods, namespaces, policies) -> {
                    Cluster cluster = new Cluster();
                    pods.forEach(p -> cluster.pods.put(p.key(), p));
                    namespaces.forEach(n -> cluster.namespaces.put(n.key(), n));
                    policies.forEach(p -> cluster.policies.put(p.key(), p));
                    return cluster;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static Arbitrary<NetworkPolicy> policy(Arbitrary<String> namespace, Arbitrary<LabelSelector> selector) {
        Arbitrary<NetworkPolicy.Peer> peer =
                Combinators.combine(selector.optional(), selector.optional()).as(NetworkPolicy.WorkloadPeer::new);
        Arbitrary<NetworkPolicy.Port> port = Arbitraries.of(
                NetworkPolicy.Port.of(Protocol.TCP, 80),
                new NetworkPolicy.Port(
                        Protocol.UDP, Optional.of(antrea.kube.object.IntOrString.of("dns")), Optional.empty()));
        Arbitrary<NetworkPolicy.Rule> rule = Combinators.combine(
                        port.list().ofMaxSize(1), peer.list().ofMaxSize(2))
                .as(NetworkPolicy.Rule::new);
        return Combinators.combine(
                        namespace,
                        Arbitraries.of("np1", "np2"),
                        Arbitraries.of("u1", "u2"),
                        selector,
                        rule.list().ofMaxSize(2),
                        rule.list().ofMaxSize(1))
                .as((ns, name, uid, pods, ingress, egress) -> new NetworkPolicy(
                        Meta.of(ns, name).withUid(uid + ns + name), pods, true, !egress.isEmpty(), ingress, egress));
    }
}
