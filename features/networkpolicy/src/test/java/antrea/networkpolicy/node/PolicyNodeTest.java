package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.testing.RecordedDesired;
import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.Rig;
import antrea.graph.testing.State;
import antrea.graph.testing.StateList;
import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.Protocol;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.networkpolicy.api.Service;
import antrea.nodenetwork.node.NodeTables;
import antrea.openflow.codec.Action;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.Meter;
import antrea.pipeline.Table;
import antrea.podnetwork.api.LocalInterface;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// How many rows stand in which table, whatever came before.
class PolicyNodeTest {
    private static final Map<String, Integer> NOTHING =
            Map.of("AntreaPolicyEgressRule", 4, "AntreaPolicyIngressRule", 4);
    private static final AppliedToGroup TARGETS = new AppliedToGroup(named("targets"), List.of(member("a")));
    private static final AddressGroup PEERS =
            new AddressGroup(named("peers"), List.of(member("b", "10.10.2.9", "fd00:10:2::9")));
    private static final LocalInterface INTERFACE = new LocalInterface(
            "a-veth",
            17,
            new ObjectKey("ns", "a"),
            "container",
            MacAddress.parse("0a:00:00:00:00:11"),
            List.of(IpAddress.parse("10.10.1.17"), IpAddress.parse("fd00:10:1::11")));

    private static Metadata named(String name) {
        return new Metadata(name, name, 0);
    }

    private static GroupMember member(String name, String... ips) {
        return new GroupMember(
                new MemberRef.Pod("ns", name),
                List.of(ips).stream().map(IpAddress::parse).toList(),
                List.of());
    }

    private static NetworkPolicy policy(NetworkPolicyRule... rules) {
        return NetworkPolicy.k8s(NetworkPolicyReference.k8s("ns", "p", "uid"), 1, List.of(rules), List.of("targets"));
    }

    private static NetworkPolicyRule allow(Direction direction, Service... services) {
        return new NetworkPolicyRule(
                direction,
                NetworkPolicyPeer.of(List.of("peers"), List.of()),
                List.of(services),
                List.of(),
                NetworkPolicyRule.Verdict.K8S_ALLOW,
                List.of());
    }

    private static final class Subject {
        final ManualCalculation calculation = new ManualCalculation();
        final RecordedDesired desired = new RecordedDesired();

        Subject() {
            new PolicyNode(new PolicyOptions(Set.of(IpFamily.V4, IpFamily.V6), List.of(), OptionalInt.empty()))
                    .wire(calculation.loop(), desired);
        }

        /// Rows by table, without those that are always there in the classifier and in the last table.
        Map<String, Integer> rows() {
            Map<String, Integer> out = new TreeMap<>();
            for (Flow flow : desired.allFlows()) {
                Table table = flow.table();
                if (!table.equals(PolicyTables.INGRESS_SECURITY_CLASSIFIER) && !table.equals(NodeTables.OUTPUT)) {
                    out.merge(table.name(), 1, Integer::sum);
                }
            }
            return out;
        }
    }

    private static Map<String, Integer> rows(Map<String, Integer> more) {
        Map<String, Integer> out = new TreeMap<>(NOTHING);
        out.putAll(more);
        return out;
    }

    private static State.Inputs state(String name, NetworkPolicy policy) {
        return State.named(name)
                .with(PolicySources.POLICIES, "uid", policy)
                .with(PolicySources.APPLIED_TO_GROUPS, "targets", TARGETS)
                .with(PolicySources.ADDRESS_GROUPS, "peers", PEERS)
                .with(LocalInterface.SOURCE, "a-veth", INTERFACE);
    }

    /// A rule: conjunction rows (peers and targets of both families, ports), two verdicts, drops, four counters.
    @Test
    void rowsAreThoseOfThePresentState() {
        Map<String, Integer> ingress =
                rows(Map.of("IngressRule", 2 + 1 + 2, "IngressDefaultRule", 1, "IngressMetric", 4));
        Map<String, Integer> egress = rows(Map.of("EgressRule", 2 + 2 + 2, "EgressDefaultRule", 2, "EgressMetric", 4));
        Map<String, Integer> ports =
                rows(Map.of("IngressRule", 2 + 1 + 4 + 2, "IngressDefaultRule", 1, "IngressMetric", 4));
        Map<String, Integer> denied = rows(Map.of("IngressRule", 1 + 2, "IngressDefaultRule", 1, "IngressMetric", 4));
        NetworkPolicyRule in = allow(Direction.IN);
        List<State<Map<String, Integer>>> states = List.of(
                state("ingress", policy(in)).expect(ingress),
                state("the same place, other direction", policy(allow(Direction.OUT)))
                        .expect(egress),
                state("ports", policy(allow(Direction.IN, Service.of(Protocol.TCP, 80), Service.of(Protocol.UDP))))
                        .expect(ports),
                state("nobody has an interface yet", policy(in))
                        .without(LocalInterface.SOURCE, "a-veth")
                        .expect(NOTHING),
                state("deny all", policy(NetworkPolicyRule.denyAll(Direction.IN)))
                        .expect(denied),
                state("two rules share rows", policy(in, in))
                        .expect(rows(Map.of("IngressRule", 2 + 1 + 4, "IngressDefaultRule", 1, "IngressMetric", 8))));
        StateList.of(
                        () -> {
                            Subject subject = new Subject();
                            return Rig.of(subject.calculation, subject::rows);
                        },
                        states)
                .check();
    }

    private static Subject withPolicy(NetworkPolicy policy) {
        Subject subject = new Subject();
        subject.calculation.put(PolicySources.APPLIED_TO_GROUPS, "targets", TARGETS);
        subject.calculation.put(PolicySources.ADDRESS_GROUPS, "peers", PEERS);
        subject.calculation.put(LocalInterface.SOURCE, "a-veth", INTERFACE);
        subject.calculation.put(PolicySources.POLICIES, "uid", policy);
        subject.calculation.sync();
        return subject;
    }

    @Test
    void whatANewRuleDoesNotKnowItDoesNotAllow() {
        Subject subject = new Subject();
        subject.calculation.put(LocalInterface.SOURCE, "a-veth", INTERFACE);
        subject.calculation.put(PolicySources.POLICIES, "uid", policy(allow(Direction.IN)));
        subject.calculation.sync();
        assertEquals(NOTHING, subject.rows());
        subject.calculation.put(PolicySources.APPLIED_TO_GROUPS, "targets", TARGETS);
        subject.calculation.sync();
        assertEquals(rows(Map.of("IngressRule", 1 + 2, "IngressDefaultRule", 1, "IngressMetric", 4)), subject.rows());
    }

    /// The selector of a policy is edited: its old group goes, then the policy changes. Else its Pods would be open
    /// meanwhile, and a connection of that time would stay.
    @Test
    void aGroupThatGoesBeforeItsPolicyOpensNoPod() {
        NetworkPolicy before = policy(NetworkPolicyRule.denyAll(Direction.IN));
        Subject subject = withPolicy(before);
        Set<Flow> closed = subject.desired.allFlows();
        subject.calculation.remove(PolicySources.APPLIED_TO_GROUPS, "targets");
        subject.calculation.sync();
        assertEquals(closed, subject.desired.allFlows());
        subject.calculation.put(
                PolicySources.APPLIED_TO_GROUPS, "all", new AppliedToGroup(named("all"), List.of(member("a"))));
        subject.calculation.put(
                PolicySources.POLICIES,
                "uid",
                NetworkPolicy.k8s(NetworkPolicyReference.k8s("ns", "p", "uid"), 2, before.rules(), List.of("all")));
        subject.calculation.sync();
        assertEquals(closed, subject.desired.allFlows());
        subject.calculation.remove(PolicySources.POLICIES, "uid");
        subject.calculation.sync();
        assertEquals(NOTHING, subject.rows());
    }

    /// A peer is added to a policy: clients that it allowed before are not cut off until its new group has come.
    @Test
    void aPolicyThatComesBeforeItsGroupClosesNoPod() {
        Subject subject = withPolicy(policy(allow(Direction.IN)));
        Set<Flow> before = subject.desired.allFlows();
        NetworkPolicyRule more = new NetworkPolicyRule(
                Direction.IN,
                NetworkPolicyPeer.of(List.of("others"), List.of()),
                List.of(),
                List.of(),
                NetworkPolicyRule.Verdict.K8S_ALLOW,
                List.of());
        subject.calculation.put(PolicySources.POLICIES, "uid", policy(more));
        subject.calculation.remove(PolicySources.ADDRESS_GROUPS, "peers");
        subject.calculation.sync();
        assertEquals(before, subject.desired.allFlows());
        subject.calculation.put(
                PolicySources.ADDRESS_GROUPS,
                "others",
                new AddressGroup(named("others"), List.of(member("b", "10.10.2.9"), member("c", "10.10.2.10"))));
        subject.calculation.sync();
        assertEquals(
                rows(Map.of("IngressRule", 2 + 1 + 2, "IngressDefaultRule", 1, "IngressMetric", 4)), subject.rows());
        assertNotEquals(before, subject.desired.allFlows());
    }

    @Test
    void ruleThatChangesItsDirectionLeavesNoClauseBehind() {
        Subject subject = new Subject();
        subject.calculation.put(PolicySources.APPLIED_TO_GROUPS, "targets", TARGETS);
        subject.calculation.put(LocalInterface.SOURCE, "a-veth", INTERFACE);
        AddressGroup itself = new AddressGroup(named("peers"), List.of(member("a", "10.10.1.17", "fd00:10:1::11")));
        subject.calculation.put(PolicySources.ADDRESS_GROUPS, "peers", itself);
        subject.calculation.put(PolicySources.POLICIES, "uid", policy(allow(Direction.OUT, Service.of(Protocol.TCP))));
        subject.calculation.sync();
        subject.calculation.put(PolicySources.POLICIES, "uid", policy(allow(Direction.IN, Service.of(Protocol.TCP))));
        subject.calculation.sync();
        assertEquals(
                Set.of(
                        "AntreaPolicyEgressRule",
                        "AntreaPolicyIngressRule",
                        "IngressRule",
                        "IngressDefaultRule",
                        "IngressMetric"),
                subject.rows().keySet());
    }

    @Test
    void ruleKeepsItsNumberWhenItsPeersChange() {
        Subject subject = new Subject();
        subject.calculation.put(PolicySources.APPLIED_TO_GROUPS, "targets", TARGETS);
        subject.calculation.put(LocalInterface.SOURCE, "a-veth", INTERFACE);
        subject.calculation.put(PolicySources.ADDRESS_GROUPS, "peers", PEERS);
        subject.calculation.put(PolicySources.POLICIES, "uid", policy(allow(Direction.IN)));
        subject.calculation.sync();
        Set<Flow> before = subject.desired.allFlows();
        AddressGroup more = new AddressGroup(
                named("peers"), List.of(member("b", "10.10.2.9", "fd00:10:2::9"), member("c", "10.10.2.10")));
        subject.calculation.put(PolicySources.ADDRESS_GROUPS, "peers", more);
        subject.calculation.sync();
        Set<Flow> after = subject.desired.allFlows();
        assertTrue(after.containsAll(before));
        assertEquals(before.size() + 1, after.size());
    }

    @Test
    void rowsThatSendUpAreMeteredWhereTheSwitchHasMeters() {
        ManualCalculation calculation = new ManualCalculation();
        RecordedDesired desired = new RecordedDesired();
        new PolicyNode(
                        new PolicyOptions(Set.of(IpFamily.V4), List.of(), OptionalInt.of(500)),
                        new PolicyTelling(_ -> "", _ -> {}, new RealizationReports("n1", _ -> {})))
                .wire(calculation.loop(), desired);
        assertEquals(Set.of(new Meter(256, Meter.Unit.PACKETS_PER_SECOND, 500, 1000)), desired.allMeters());
        List<Flow> up = desired.allFlows().stream()
                .filter(f -> f.table().equals(NodeTables.OUTPUT))
                .toList();
        assertEquals(7, up.size());
        assertTrue(up.stream()
                .allMatch(f -> f.actions().getFirst().equals(FlowAction.of(new Action.Meter(AuditFlows.METER)))));
        Subject bare = new Subject();
        assertEquals(Set.of(), bare.desired.allMeters());
    }

    @Test
    void realizedPolicyIsReportedWithItsGeneration() {
        List<NetworkPolicyStatus> told = new CopyOnWriteArrayList<>();
        RealizationReports reports = new RealizationReports("n1", told::add);
        ManualCalculation calculation = new ManualCalculation();
        new PolicyNode(
                        new PolicyOptions(Set.of(IpFamily.V4), List.of(), OptionalInt.empty()),
                        new PolicyTelling(_ -> "", _ -> {}, reports))
                .wire(calculation.loop(), new RecordedDesired());
        reports.start();
        calculation.put(PolicySources.POLICIES, "uid", policy(allow(Direction.IN)));
        calculation.sync();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (told.isEmpty()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            calculation.settle();
        }
        reports.close();
        assertEquals("uid", told.getFirst().metadata().name());
        assertEquals(
                List.of(new NetworkPolicyStatus.NodeStatus("n1", 1, false, "")),
                told.getFirst().nodes());
    }
}
