package antrea.networkpolicy.central;

import antrea.grouping.GroupSelector;
import antrea.kube.object.IntOrString;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.NetworkPolicy;
import antrea.net.AddressWithPrefix;
import antrea.networkpolicy.api.IpBlock;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.networkpolicy.api.NetworkPolicyRule.Verdict;
import antrea.networkpolicy.api.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// From a Kubernetes NetworkPolicy to the internal one. Pure.
final class K8sPolicies {
    /// Gives a group of peers its name, and notes that the policy at hand uses it.
    interface PeerGroupNames {
        String nameOf(GroupSelector selector);
    }

    private K8sPolicies() {}

    static GroupSelector appliedTo(NetworkPolicy policy) {
        return GroupSelector.pods(policy.meta().namespace(), policy.podSelector());
    }

    static antrea.networkpolicy.api.NetworkPolicy calculate(
            NetworkPolicy policy, boolean logging, String appliedToGroup, PeerGroupNames names) {
        List<NetworkPolicyRule> rules = new ArrayList<>(2);
        Verdict verdict = logging ? Verdict.K8S_ALLOW_LOGGED : Verdict.K8S_ALLOW;
        // rules of a direction that policyTypes leaves out say nothing, and isolate nobody
        List<NetworkPolicy.Rule> ingress = policy.ingress() ? policy.ingressRules() : List.of();
        List<NetworkPolicy.Rule> egress = policy.egress() ? policy.egressRules() : List.of();
        for (NetworkPolicy.Rule rule : ingress) {
            rules.add(rule(policy, Direction.IN, rule, verdict, names));
        }
        for (NetworkPolicy.Rule rule : egress) {
            rules.add(rule(policy, Direction.OUT, rule, verdict, names));
        }
        if (policy.ingress() && policy.ingressRules().isEmpty()) {
            rules.add(NetworkPolicyRule.denyAll(Direction.IN));
        }
        if (policy.egress() && policy.egressRules().isEmpty()) {
            rules.add(NetworkPolicyRule.denyAll(Direction.OUT));
        }
        NetworkPolicyReference source = NetworkPolicyReference.k8s(
                policy.meta().namespace(), policy.meta().name(), policy.meta().uid());
        return antrea.networkpolicy.api.NetworkPolicy.k8s(
                source, policy.meta().generation(), rules, List.of(appliedToGroup));
    }

    private static NetworkPolicyRule rule(
            NetworkPolicy policy, Direction direction, NetworkPolicy.Rule rule, Verdict verdict, PeerGroupNames names) {
        if (rule.allowsNothing()) {
            // a rule of nobody: it isolates, as the object means it to
            return new NetworkPolicyRule(direction, NetworkPolicyPeer.NOBODY, List.of(), List.of(), verdict, List.of());
        }
        List<Service> services = services(rule.ports());
        NetworkPolicyPeer peer = rule.peers().isEmpty()
                ? anybody(direction, services, names)
                : peer(policy.meta().namespace(), rule.peers(), names);
        return new NetworkPolicyRule(direction, peer, services, List.of(), verdict, List.of());
    }

    /// A named port of an egress rule is a port of the destination: the Node needs the members to resolve it.
    private static NetworkPolicyPeer anybody(Direction direction, List<Service> services, PeerGroupNames names) {
        if (direction == Direction.OUT && hasNamedPort(services)) {
            return NetworkPolicyPeer.of(
                    List.of(names.nameOf(GroupSelector.allPods())), NetworkPolicyPeer.ANYBODY.ipBlocks());
        }
        return NetworkPolicyPeer.ANYBODY;
    }

    private static boolean hasNamedPort(List<Service> services) {
        for (Service service : services) {
            if (service.hasNamedPort()) {
                return true;
            }
        }
        return false;
    }

    private static NetworkPolicyPeer peer(String namespace, List<NetworkPolicy.Peer> peers, PeerGroupNames names) {
        List<String> groups = new ArrayList<>(1);
        List<IpBlock> blocks = new ArrayList<>(0);
        for (NetworkPolicy.Peer peer : peers) {
            switch (peer) {
                case NetworkPolicy.UnreadablePeer _ -> {} // nobody; the rule stays one with peers
                case NetworkPolicy.IpBlock(AddressWithPrefix cidr, List<AddressWithPrefix> except) ->
                    blocks.add(new IpBlock(cidr, except));
                case NetworkPolicy.WorkloadPeer workload -> {
                    String name = names.nameOf(selector(namespace, workload));
                    if (!groups.contains(name)) {
                        groups.add(name);
                    }
                }
            }
        }
        return NetworkPolicyPeer.of(groups, blocks);
    }

    private static GroupSelector selector(String namespace, NetworkPolicy.WorkloadPeer peer) {
        Optional<LabelSelector> byNamespace = peer.namespaceSelector();
        return byNamespace.isPresent()
                ? GroupSelector.pods(byNamespace.get(), peer.podSelector())
                : new GroupSelector(
                        namespace, Optional.empty(), peer.podSelector(), Optional.empty(), Optional.empty());
    }

    private static List<Service> services(List<NetworkPolicy.Port> ports) {
        if (ports.isEmpty()) {
            return List.of();
        }
        List<Service> out = new ArrayList<>(ports.size());
        for (NetworkPolicy.Port port : ports) {
            out.add(service(port));
        }
        return out;
    }

    private static Service service(NetworkPolicy.Port port) {
        Service any = Service.of(port.protocol());
        if (port.port().isEmpty()) {
            return any;
        }
        OptionalInt endPort =
                port.endPort().isPresent() ? OptionalInt.of(port.endPort().get()) : OptionalInt.empty();
        return any.withPort(
                switch (port.port().get()) {
                    case IntOrString.Int(int number) -> new Service.Port.Number(number);
                    case IntOrString.Name(String name) -> new Service.Port.Name(name);
                },
                endPort);
    }
}
