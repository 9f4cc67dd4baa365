package antrea.oracle;

import antrea.kube.object.IntOrString;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// NetworkPolicies read word by word as the Kubernetes API describes them (networking.k8s.io/v1,
/// NetworkPolicySpec), slowly and without any code of the features. Where the API leaves it open, as Antrea 1.15
/// has it: a Pod of the host's network is no Pod to policies; an ipBlock means addresses, whoever has them;
/// addresses of an ipBlock that are destinations have no names for their ports.
final class NaivePolicies {
    private final ClusterObjects cluster;

    NaivePolicies(ClusterObjects cluster) {
        this.cluster = cluster;
    }

    /// "a connection has to be allowed by the egress policy of the source and by the ingress policy of the
    /// destination".
    boolean allows(Probe probe) {
        return allowsEgress(probe) && allowsIngress(probe);
    }

    private boolean allowsEgress(Probe probe) {
        Optional<Pod> source = podOf(probe.from());
        if (source.isEmpty()) {
            return true;
        }
        boolean isolated = false;
        for (NetworkPolicy policy : cluster.policies.values()) {
            if (!selects(policy, source.get()) || !policy.egress()) {
                continue;
            }
            isolated = true;
            for (NetworkPolicy.Rule rule : policy.egressRules()) {
                if (allows(policy, rule, probe.to(), probe)) {
                    return true;
                }
            }
        }
        return !isolated;
    }

    private boolean allowsIngress(Probe probe) {
        Optional<Pod> destination = podOf(probe.to());
        if (destination.isEmpty()) {
            return true;
        }
        boolean isolated = false;
        for (NetworkPolicy policy : cluster.policies.values()) {
            if (!selects(policy, destination.get()) || !policy.ingress()) {
                continue;
            }
            isolated = true;
            for (NetworkPolicy.Rule rule : policy.ingressRules()) {
                if (allows(policy, rule, probe.from(), probe)) {
                    return true;
                }
            }
        }
        return !isolated;
    }

    private Optional<Pod> podOf(Probe.End end) {
        return end.pod()
                .flatMap(key -> Optional.ofNullable(cluster.pods.get(key)))
                .filter(p -> !p.hostNetwork() && !p.phase().ended());
    }

    /// "selects the pods to which this NetworkPolicy applies … in the policy's own namespace".
    private static boolean selects(NetworkPolicy policy, Pod pod) {
        return policy.meta().namespace().equals(pod.meta().namespace())
                && matches(policy.podSelector(), pod.meta().labels());
    }

    /// "If this field is empty or missing, this rule matches all sources"; "items are combined using a logical
    /// OR".
    private boolean allows(NetworkPolicy policy, NetworkPolicy.Rule rule, Probe.End other, Probe probe) {
        if (rule.peers().isEmpty()) {
            return hasPort(rule, probe, true);
        }
        boolean isDestination = other == probe.to();
        for (NetworkPolicy.Peer peer : rule.peers()) {
            boolean hit =
                    switch (peer) {
                        case NetworkPolicy.UnreadablePeer _ -> false;
                        case NetworkPolicy.IpBlock(AddressWithPrefix cidr, List<AddressWithPrefix> except) ->
                            isIn(cidr, other.address())
                                    && except.stream().noneMatch(e -> isIn(e, other.address()))
                                    && hasPort(rule, probe, !isDestination);
                        case NetworkPolicy.WorkloadPeer workload ->
                            hasWorkload(policy, workload, other) && hasPort(rule, probe, true);
                    };
            if (hit) {
                return true;
            }
        }
        return false;
    }

    private boolean hasWorkload(NetworkPolicy policy, NetworkPolicy.WorkloadPeer peer, Probe.End end) {
        Optional<Pod> pod = podOf(end);
        if (pod.isEmpty()) {
            return false;
        }
        String namespace = pod.get().meta().namespace();
        boolean inNamespace;
        if (peer.namespaceSelector().isPresent()) {
            Namespace object = cluster.namespaces.get(ObjectKey.of(namespace));
            inNamespace = object != null
                    && matches(peer.namespaceSelector().get(), object.meta().labels());
        } else {
            inNamespace = namespace.equals(policy.meta().namespace());
        }
        return inNamespace
                && (peer.podSelector().isEmpty()
                        || matches(peer.podSelector().get(), pod.get().meta().labels()));
    }

    /// "If this field is empty or missing, this rule matches all ports (traffic not restricted by port)".
    private boolean hasPort(NetworkPolicy.Rule rule, Probe probe, boolean withNames) {
        if (rule.ports().isEmpty()) {
            return rule.unreadablePorts().isEmpty();
        }
        for (NetworkPolicy.Port port : rule.ports()) {
            if (port.protocol() == probe.protocol() && hasNumber(port, probe, withNames)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasNumber(NetworkPolicy.Port port, Probe probe, boolean withNames) {
        if (port.port().isEmpty()) {
            return true;
        }
        return switch (port.port().get()) {
            case IntOrString.Int(int first) ->
                probe.port() >= first && probe.port() <= port.endPort().orElse(first);
            case IntOrString.Name(String name) -> withNames && isNamed(name, port.protocol(), probe);
        };
    }

    /// "named port on a pod": a container port of the destination, of the same protocol.
    private boolean isNamed(String name, Protocol protocol, Probe probe) {
        Optional<Pod> destination = podOf(probe.to());
        return destination.isPresent()
                && destination.get().ports().stream()
                        .anyMatch(p -> p.name().equals(name) && p.protocol() == protocol && p.port() == probe.port());
    }

    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        for (Map.Entry<String, String> wanted : selector.matchLabels().entrySet()) {
            if (!labels.containsKey(wanted.getKey()) || !wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        for (LabelSelector.Requirement requirement : selector.matchExpressions()) {
            boolean has = labels.containsKey(requirement.key());
            boolean listed = has && requirement.values().contains(labels.get(requirement.key()));
            boolean holds =
                    switch (requirement.operator()) {
                        case IN -> listed;
                        case NOT_IN -> !listed;
                        case EXISTS -> has;
                        case DOES_NOT_EXIST -> !has;
                        case INVALID -> false;
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIn(AddressWithPrefix cidr, IpAddress address) {
        if (cidr.address().family() != address.family()) {
            return false;
        }
        int bits = address.family().bits();
        for (int i = 0; i < cidr.prefixLength(); i++) {
            int shift = bits - 1 - i;
            if (bit(cidr.address(), shift) != bit(address, shift)) {
                return false;
            }
        }
        return true;
    }

    private static long bit(IpAddress address, int shift) {
        return shift >= 64
                ? address.value().high() >>> (shift - 64) & 1
                : address.value().low() >>> shift & 1;
    }
}
