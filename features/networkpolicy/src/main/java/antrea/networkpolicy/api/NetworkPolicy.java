package antrea.networkpolicy.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// An internal policy, as Nodes get it. Its name is the UID of the source object.
///
/// @param appliedToGroups names of the groups that every rule applies to; empty when the rules name their own
/// @param priority priority within the tier; empty for Kubernetes NetworkPolicies
/// @param tierPriority empty for Kubernetes NetworkPolicies
/// @param sourceRef always set by the controller; empty only on a bare BOOKMARK object
public record NetworkPolicy(
        Metadata metadata,
        List<NetworkPolicyRule> rules,
        List<String> appliedToGroups,
        OptionalDouble priority,
        OptionalInt tierPriority,
        Optional<NetworkPolicyReference> sourceRef) {
    public NetworkPolicy {
        rules = List.copyOf(rules);
        appliedToGroups = List.copyOf(appliedToGroups);
    }

    /// A policy made from a Kubernetes NetworkPolicy: it has neither priority nor tier.
    public static NetworkPolicy k8s(
            NetworkPolicyReference source, long generation, List<NetworkPolicyRule> rules, List<String> appliedTo) {
        return new NetworkPolicy(
                new Metadata(source.uid(), source.uid(), generation),
                rules,
                appliedTo,
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Optional.of(source));
    }

    public String name() {
        return metadata.name();
    }

    public String uid() {
        return metadata.uid();
    }

    public long generation() {
        return metadata.generation();
    }

    /// What a DELETED event carries: metadata and source only.
    public NetworkPolicy withoutContent() {
        return new NetworkPolicy(
                metadata, List.of(), List.of(), OptionalDouble.empty(), OptionalInt.empty(), sourceRef);
    }
}
