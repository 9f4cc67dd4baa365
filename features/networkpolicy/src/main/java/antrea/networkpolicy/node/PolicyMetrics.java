package antrea.networkpolicy.node;

import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.runtime.metrics.Gauge;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.util.List;
import java.util.Optional;

/// How many policies and rules this Node has; counted when they come and go.
public final class PolicyMetrics {
    private static final Metric POLICIES = Metric.gauge(
            "antrea_agent_networkpolicy_count",
            Stability.STABLE,
            "Number of NetworkPolicies on local Node which are managed by the Antrea Agent.");
    private static final Metric INGRESS_RULES = Metric.gauge(
            "antrea_agent_ingress_networkpolicy_rule_count",
            Stability.STABLE,
            "Number of ingress NetworkPolicy rules on local Node which are managed by the Antrea Agent.");
    private static final Metric EGRESS_RULES = Metric.gauge(
            "antrea_agent_egress_networkpolicy_rule_count",
            Stability.STABLE,
            "Number of egress NetworkPolicy rules on local Node which are managed by the Antrea Agent.");

    private final Gauge policies;
    private final Gauge ingressRules;
    private final Gauge egressRules;
    private volatile int addressGroups;
    private volatile int appliedToGroups;

    /// What this Node has been told.
    public record Counts(int networkPolicies, int addressGroups, int appliedToGroups) {}

    /// Takes its names in the registry.
    public PolicyMetrics(MetricRegistry registry) {
        policies = registry.gauge(POLICIES);
        ingressRules = registry.gauge(INGRESS_RULES);
        egressRules = registry.gauge(EGRESS_RULES);
    }

    /// What is declared here.
    public static List<Metric> all() {
        return List.of(POLICIES, INGRESS_RULES, EGRESS_RULES);
    }

    /// Counts from now on.
    public void wire(Calculation in) {
        Source<String, NetworkPolicy> known = in.source(PolicySources.POLICIES);
        known.observe((_, before, after) -> {
            policies.set(known.size());
            count(before, -1);
            count(after, 1);
        });
        Source<String, AddressGroup> addresses = in.source(PolicySources.ADDRESS_GROUPS);
        addresses.observe((_, _, _) -> addressGroups = addresses.size());
        Source<String, AppliedToGroup> targets = in.source(PolicySources.APPLIED_TO_GROUPS);
        targets.observe((_, _, _) -> appliedToGroups = targets.size());
    }

    private void count(Optional<NetworkPolicy> policy, int amount) {
        if (policy.isEmpty()) {
            return;
        }
        for (NetworkPolicyRule rule : policy.get().rules()) {
            switch (rule.direction()) {
                case IN -> ingressRules.add(amount);
                case OUT -> egressRules.add(amount);
            }
        }
    }

    /// As of now; any thread.
    public Counts counts() {
        return new Counts((int) policies.value(), addressGroups, appliedToGroups);
    }
}
