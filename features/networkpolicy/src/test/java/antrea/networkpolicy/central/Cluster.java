package antrea.networkpolicy.central;

import antrea.grouping.GroupSelector;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.IpAddress;
import antrea.networkpolicy.api.GroupMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A whole cluster as maps, and what Nodes must see of it, calculated naively: the oracle.
final class Cluster {
    final Map<ObjectKey, Pod> pods = new TreeMap<>();
    final Map<ObjectKey, Namespace> namespaces = new TreeMap<>();
    final Map<ObjectKey, NetworkPolicy> policies = new TreeMap<>();

    static Pod pod(String namespace, String name, Map<String, String> labels, String node, String... ips) {
        List<IpAddress> addresses = new ArrayList<>();
        for (String ip : ips) {
            addresses.add(IpAddress.parse(ip));
        }
        return Pod.of(Meta.of(namespace, name).withLabels(labels))
                .withSpec(new Pod.Spec(node, false, "default", List.of()))
                .withStatus(new Pod.Status(Pod.Phase.RUNNING, addresses));
    }

    static NetworkPolicy policy(String namespace, String name, LabelSelector pods, List<NetworkPolicy.Rule> ingress) {
        return new NetworkPolicy(
                Meta.of(namespace, name).withUid("uid-" + namespace + "-" + name),
                pods,
                true,
                false,
                ingress,
                List.of());
    }

    static NetworkPolicy.Rule from(NetworkPolicy.Peer... peers) {
        return new NetworkPolicy.Rule(List.of(), List.of(peers));
    }

    private boolean selects(GroupSelector selector, Pod pod) {
        String namespace = pod.meta().namespace();
        boolean inNamespace = selector.namespaceSelector().isPresent()
                ? selector.namespaceSelector().get().isAll()
                        || Optional.ofNullable(namespaces.get(ObjectKey.of(namespace)))
                                .map(ns -> selector.namespaceSelector()
                                        .get()
                                        .matches(ns.meta().labels()))
                                .orElse(false)
                : selector.namespace().equals(namespace);
        return inNamespace
                && !pod.hostNetwork()
                && selector.podSelector()
                        .map(s -> s.matches(pod.meta().labels()))
                        .orElse(true);
    }

    /// What a watcher of this Node (of all, without) must see.
    NodeView.Content seenBy(Optional<String> node) {
        Map<String, antrea.networkpolicy.api.NetworkPolicy> seen = new HashMap<>();
        Map<String, Map<GroupMember.Key, GroupMember>> addressGroups = new HashMap<>();
        Map<String, Map<GroupMember.Key, GroupMember>> appliedToGroups = new HashMap<>();
        for (NetworkPolicy policy : policies.values()) {
            Set<GroupSelector> peers = new HashSet<>();
            GroupSelector appliedTo = K8sPolicies.appliedTo(policy);
            boolean logging = Optional.ofNullable(
                            namespaces.get(ObjectKey.of(policy.meta().namespace())))
                    .map(ns -> "true".equals(ns.meta().annotations().get(PolicyCalculation.LOGGING_ANNOTATION)))
                    .orElse(false);
            antrea.networkpolicy.api.NetworkPolicy internal =
                    K8sPolicies.calculate(policy, logging, appliedTo.id(), selector -> {
                        peers.add(selector);
                        return selector.id();
                    });
            if (node.isPresent() && !nodesOf(appliedTo).contains(node.get())) {
                continue;
            }
            seen.put(internal.name(), internal);
            appliedToGroups.put(appliedTo.id(), appliedMembers(appliedTo, node));
            peers.forEach(peer -> addressGroups.put(peer.id(), addressMembers(peer)));
        }
        return new NodeView.Content(seen, addressGroups, appliedToGroups);
    }

    private Set<String> nodesOf(GroupSelector appliedTo) {
        Set<String> out = new HashSet<>();
        for (Pod pod : pods.values()) {
            if (!pod.nodeName().isEmpty() && selects(appliedTo, pod)) {
                out.add(pod.nodeName());
            }
        }
        return out;
    }

    private Map<GroupMember.Key, GroupMember> appliedMembers(GroupSelector selector, Optional<String> node) {
        List<GroupMember> out = new ArrayList<>();
        for (Pod pod : pods.values()) {
            boolean here = node.map(n -> n.equals(pod.nodeName()))
                    .orElse(!pod.nodeName().isEmpty());
            if (here && selects(selector, pod)) {
                out.add(PodMember.of(pod).applied());
            }
        }
        return NodeView.byKey(out);
    }

    private Map<GroupMember.Key, GroupMember> addressMembers(GroupSelector selector) {
        List<GroupMember> out = new ArrayList<>();
        for (Pod pod : pods.values()) {
            if (!pod.ips().isEmpty() && selects(selector, pod)) {
                out.add(PodMember.of(pod).address());
            }
        }
        return NodeView.byKey(out);
    }
}
