package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.net.AddressWithPrefix;
import antrea.net.Protocol;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    @Test
    void onlyWhatTheFaultNeedsIsLeft() {
        ClusterObjects large = new RandomCluster(new Random(7)).cluster();
        ObjectKey pod = large.pods.keySet().iterator().next();
        assertFalse(large.policies.isEmpty());
        ClusterObjects small = new Shrinker(c -> c.pods.containsKey(pod)).shrink(large);
        assertEquals(Set.of(pod), small.pods.keySet());
        assertEquals(Set.of(), small.policies.keySet());
        assertEquals(
                Set.of(pod.namespace()),
                Set.copyOf(
                        small.namespaces.keySet().stream().map(ObjectKey::name).toList()));
        assertEquals(
                Set.of(Objects.requireNonNull(large.pods.get(pod)).nodeName()),
                Set.copyOf(small.nodes.keySet().stream().map(ObjectKey::name).toList()));
    }

    /// Of every rule, what the fault does not need goes: other rules, other peers, other ports.
    @Test
    void rulesPeersAndPortsAreTakenAwayToo() {
        NetworkPolicy.Port wantedPort = NetworkPolicy.Port.of(Protocol.TCP, 80);
        NetworkPolicy.Peer wantedPeer = block("10.1.0.0/16");
        NetworkPolicy.Rule wanted = new NetworkPolicy.Rule(
                List.of(NetworkPolicy.Port.of(Protocol.UDP, 53), wantedPort, NetworkPolicy.Port.of(Protocol.TCP, 443)),
                List.of(block("10.2.0.0/16"), wantedPeer, block("10.3.0.0/16")));
        NetworkPolicy.Rule other = new NetworkPolicy.Rule(List.of(wantedPort), List.of(block("10.4.0.0/16")));
        NetworkPolicy.Rule least = new NetworkPolicy.Rule(List.of(wantedPort), List.of(wantedPeer));

        NetworkPolicy ingress = policy(List.of(other, wanted, NetworkPolicy.Rule.ALL), List.of(other, other));
        assertEquals(policy(List.of(least), List.of()), shrunk(ingress, p -> p.ingressRules().stream()
                .anyMatch(r -> has(r, wantedPort, wantedPeer))));
        NetworkPolicy egress = policy(List.of(other), List.of(NetworkPolicy.Rule.ALL, wanted, other));
        assertEquals(policy(List.of(), List.of(least)), shrunk(egress, p -> p.egressRules().stream()
                .anyMatch(r -> has(r, wantedPort, wantedPeer))));
    }

    private static boolean has(NetworkPolicy.Rule rule, NetworkPolicy.Port port, NetworkPolicy.Peer peer) {
        return rule.ports().contains(port) && rule.peers().contains(peer);
    }

    private static NetworkPolicy.Peer block(String cidr) {
        return new NetworkPolicy.IpBlock(AddressWithPrefix.parse(cidr), List.of());
    }

    private static NetworkPolicy policy(List<NetworkPolicy.Rule> ingress, List<NetworkPolicy.Rule> egress) {
        return new NetworkPolicy(Meta.of("shop", "p"), LabelSelector.ALL, true, true, ingress, egress);
    }

    private static NetworkPolicy shrunk(NetworkPolicy policy, Predicate<NetworkPolicy> fails) {
        ClusterObjects cluster = new ClusterObjects();
        cluster.add(policy);
        ClusterObjects small = new Shrinker(c -> c.policies.values().stream().anyMatch(fails)).shrink(cluster);
        return Objects.requireNonNull(small.policies.get(policy.meta().key()));
    }
}
