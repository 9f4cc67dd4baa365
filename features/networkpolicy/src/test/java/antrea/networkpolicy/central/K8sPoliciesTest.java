package antrea.networkpolicy.central;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.kube.object.IntOrString;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.NetworkPolicy;
import antrea.net.AddressWithPrefix;
import antrea.net.Protocol;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.api.NetworkPolicyRule.Verdict;
import antrea.networkpolicy.api.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Section by section what a Kubernetes NetworkPolicy means.
class K8sPoliciesTest {
    private static final NetworkPolicy.Port HTTP =
            new NetworkPolicy.Port(Protocol.TCP, Optional.of(IntOrString.of("http")), Optional.empty());

    private static antrea.networkpolicy.api.NetworkPolicy calculate(NetworkPolicy policy, boolean logging) {
        return K8sPolicies.calculate(policy, logging, "applied", selector -> "[" + selector.normalizedName() + "]");
    }

    private static NetworkPolicy policy(List<NetworkPolicy.Rule> ingress, List<NetworkPolicy.Rule> egress) {
        return new NetworkPolicy(Meta.of("ns", "np").withUid("uid-1"), LabelSelector.ALL, true, true, ingress, egress);
    }

    private static NetworkPolicyRule allow(Direction direction, NetworkPolicyPeer peer, Service... services) {
        return new NetworkPolicyRule(direction, peer, List.of(services), List.of(), Verdict.K8S_ALLOW, List.of());
    }

    private static void assertRules(NetworkPolicy policy, NetworkPolicyRule... rules) {
        assertEquals(List.of(rules), calculate(policy, false).rules());
    }

    @Test
    void nameIsTheUidAndTheSourceIsNamed() {
        antrea.networkpolicy.api.NetworkPolicy out = calculate(policy(List.of(), List.of()), false);
        assertEquals("uid-1", out.name());
        assertEquals("K8sNetworkPolicy:ns/np", out.sourceRef().orElseThrow().toString());
        assertEquals(List.of("applied"), out.appliedToGroups());
        assertEquals(
                "namespace=ns And podSelector=",
                K8sPolicies.appliedTo(policy(List.of(), List.of())).normalizedName());
    }

    @Test
    void isolatedDirectionWithoutRuleGetsTheMarker() {
        assertRules(
                policy(List.of(), List.of()),
                NetworkPolicyRule.denyAll(Direction.IN),
                NetworkPolicyRule.denyAll(Direction.OUT));
    }

    @Test
    void markersComeBehindTheRules() {
        assertRules(
                policy(List.of(), List.of(NetworkPolicy.Rule.ALL)),
                allow(Direction.OUT, NetworkPolicyPeer.ANYBODY),
                NetworkPolicyRule.denyAll(Direction.IN));
    }

    @Test
    void directionThatIsNotIsolatedGetsNoMarker() {
        NetworkPolicy ingressOnly = new NetworkPolicy(
                Meta.of("ns", "np"), LabelSelector.ALL, true, false, List.of(NetworkPolicy.Rule.ALL), List.of());
        assertRules(ingressOnly, allow(Direction.IN, NetworkPolicyPeer.ANYBODY));
    }

    /// The original takes such rules for isolation in a direction that the policy does not name.
    @Test
    void rulesOfADirectionThatPolicyTypesLeavesOutSayNothing() {
        List<NetworkPolicy.Rule> all = List.of(NetworkPolicy.Rule.ALL);
        Meta meta = Meta.of("ns", "np");
        assertRules(
                new NetworkPolicy(meta, LabelSelector.ALL, true, false, List.of(), all),
                NetworkPolicyRule.denyAll(Direction.IN));
        assertRules(
                new NetworkPolicy(meta, LabelSelector.ALL, false, true, all, List.of()),
                NetworkPolicyRule.denyAll(Direction.OUT));
    }

    @Test
    void podSelectorIsOfThePolicysNamespace() {
        NetworkPolicy.Peer peer =
                new NetworkPolicy.WorkloadPeer(Optional.of(LabelSelector.of(Map.of("a", "b"))), Optional.empty());
        assertRules(
                policy(List.of(Cluster.from(peer, peer)), List.of(NetworkPolicy.Rule.ALL)),
                allow(Direction.IN, NetworkPolicyPeer.of(List.of("[namespace=ns And podSelector=a=b]"), List.of())),
                allow(Direction.OUT, NetworkPolicyPeer.ANYBODY));
    }

    @Test
    void namespaceSelectorIsOfTheCluster() {
        NetworkPolicy.Peer both = new NetworkPolicy.WorkloadPeer(
                Optional.of(LabelSelector.ALL), Optional.of(LabelSelector.of(Map.of("n", "1"))));
        NetworkPolicy.Peer all = new NetworkPolicy.WorkloadPeer(Optional.empty(), Optional.of(LabelSelector.ALL));
        assertEquals(
                List.of("[namespaceSelector=n=1 And podSelector=]", "[namespaceSelector=]"),
                calculate(policy(List.of(Cluster.from(both, all)), List.of()), false)
                        .rules()
                        .getFirst()
                        .from()
                        .addressGroups());
    }

    private static NetworkPolicy.Peer block(String cidr, String except) {
        return new NetworkPolicy.IpBlock(AddressWithPrefix.parse(cidr), List.of(AddressWithPrefix.parse(except)));
    }

    /// And what the user wrote behind the prefix, as the wire of the original has it.
    @Test
    void blocksOfBothFamiliesKeepTheirExceptions() {
        NetworkPolicy.Peer v4 = block("10.0.0.5/8", "10.1.0.5/16");
        NetworkPolicy.Peer v6 = block("fd00::5/8", "fd00:1::5/64");
        assertEquals(
                "[IpBlock[cidr=10.0.0.5/8, except=[10.1.0.5/16]], IpBlock[cidr=fd00::5/8, except=[fd00:1::5/64]]]",
                calculate(policy(List.of(Cluster.from(v4, v6)), List.of()), false)
                        .rules()
                        .getFirst()
                        .from()
                        .ipBlocks()
                        .toString());
    }

    @Test
    void portsKeepNumberNameAndRange() {
        NetworkPolicy.Rule rule = new NetworkPolicy.Rule(
                List.of(
                        new NetworkPolicy.Port(Protocol.SCTP, Optional.empty(), Optional.empty()),
                        NetworkPolicy.Port.of(Protocol.UDP, 53),
                        new NetworkPolicy.Port(Protocol.TCP, Optional.of(IntOrString.of(80)), Optional.of(90)),
                        HTTP),
                List.of());
        assertEquals(
                List.of(
                        Service.of(Protocol.SCTP),
                        Service.of(Protocol.UDP, 53),
                        Service.of(Protocol.TCP).withPort(new Service.Port.Number(80), OptionalInt.of(90)),
                        Service.of(Protocol.TCP, "http")),
                calculate(policy(List.of(rule), List.of()), false)
                        .rules()
                        .getFirst()
                        .services());
    }

    @Test
    void namedPortTowardsAnybodyNeedsTheMembersOfTheCluster() {
        NetworkPolicy.Rule rule = new NetworkPolicy.Rule(List.of(HTTP), List.of());
        assertRules(
                policy(List.of(rule), List.of(rule)),
                allow(Direction.IN, NetworkPolicyPeer.ANYBODY, Service.of(Protocol.TCP, "http")),
                allow(
                        Direction.OUT,
                        NetworkPolicyPeer.of(List.of("[namespaceSelector=]"), NetworkPolicyPeer.ANYBODY.ipBlocks()),
                        Service.of(Protocol.TCP, "http")));
    }

    @Test
    void loggingIsOnEveryAllowRuleAndNotOnTheMarker() {
        List<NetworkPolicyRule> rules = calculate(policy(List.of(NetworkPolicy.Rule.ALL), List.of()), true)
                .rules();
        assertEquals(
                List.of(true, false),
                rules.stream().map(NetworkPolicyRule::enableLogging).toList());
    }
}
