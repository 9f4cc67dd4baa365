package antrea.networkpolicy.central;

import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.networkpolicy.api.NetworkPolicyStatus.NodeStatus;
import antrea.serve.watch.Span;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How far the Nodes have realised each policy, by their own word. Any thread.
public final class RealizedPolicies implements PolicyResources.StatusReports {
    /// The reports about one policy, by Node; only touched within a computation of the map.
    private record Reports(Instant created, Map<String, NodeStatus> byNode) {}

    private final Map<String, Reports> policies = new ConcurrentHashMap<>();
    /// A thousand policies are reported by the same Nodes.
    private final Map<String, String> nodeNames = new ConcurrentHashMap<>();

    /// There is such a policy from now on; `created` is the age of its source.
    void put(String policy, Instant created) {
        policies.putIfAbsent(policy, new Reports(created, new HashMap<>(2)));
    }

    void remove(String policy) {
        policies.remove(policy);
    }

    /// Reports about policies that there are not are dropped.
    @Override
    public void report(NetworkPolicyStatus status) {
        policies.computeIfPresent(status.metadata().name(), (_, reports) -> {
            for (NodeStatus node : status.nodes()) {
                String name = nodeNames.computeIfAbsent(node.nodeName(), n -> n);
                reports.byNode.put(
                        name, new NodeStatus(name, node.generation(), node.realizationFailure(), node.message()));
            }
            return reports;
        });
    }

    Optional<Instant> created(String policy) {
        return Optional.ofNullable(policies.get(policy)).map(Reports::created);
    }

    /// How many Nodes of the span have this generation of the policy in place.
    int realized(String policy, long generation, Span.Nodes span) {
        AtomicInteger count = new AtomicInteger();
        policies.computeIfPresent(policy, (_, reports) -> {
            for (String node : span.nodes()) {
                NodeStatus status = reports.byNode.get(node);
                if (status != null && status.generation() == generation && !status.realizationFailure()) {
                    count.incrementAndGet();
                }
            }
            return reports;
        });
        return count.get();
    }
}
