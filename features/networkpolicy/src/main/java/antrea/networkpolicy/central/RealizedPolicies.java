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
    private final Map<String, Instant> created = new ConcurrentHashMap<>();
    /// By policy and Node; the inner maps are only touched within a computation of the outer one.
    private final Map<String, Map<String, NodeStatus>> reports = new ConcurrentHashMap<>();
    /// A thousand policies are reported by the same Nodes.
    private final Map<String, String> nodeNames = new ConcurrentHashMap<>();

    /// There is such a policy from now on, made from a source of that age.
    void put(String policy, Instant source) {
        created.put(policy, source);
    }

    void remove(String policy) {
        created.remove(policy);
        reports.remove(policy);
    }

    /// Reports about policies that there are not are dropped.
    @Override
    public void report(NetworkPolicyStatus status) {
        String policy = status.metadata().name();
        if (!created.containsKey(policy)) {
            return;
        }
        reports.compute(policy, (_, known) -> {
            Map<String, NodeStatus> byNode = known == null ? new HashMap<>(4) : known;
            for (NodeStatus node : status.nodes()) {
                String name = nodeNames.computeIfAbsent(node.nodeName(), n -> n);
                byNode.put(name, new NodeStatus(name, node.generation(), node.realizationFailure(), node.message()));
            }
            return byNode;
        });
        if (!created.containsKey(policy)) { // it went meanwhile
            reports.remove(policy);
        }
    }

    Optional<Instant> created(String policy) {
        return Optional.ofNullable(created.get(policy));
    }

    /// How many Nodes of the span have this generation of the policy in place.
    int realized(String policy, long generation, Span.Nodes span) {
        AtomicInteger count = new AtomicInteger();
        reports.computeIfPresent(policy, (_, byNode) -> {
            for (String node : span.nodes()) {
                NodeStatus status = byNode.get(node);
                if (status != null && status.generation() == generation && !status.realizationFailure()) {
                    count.incrementAndGet();
                }
            }
            return byNode;
        });
        return count.get();
    }
}
