package antrea.oracle;

import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a cluster smaller as long as it still fails: fewer policies, rules, peers, ports, Pods, Namespaces,
/// Nodes.
final class Shrinker {
    private final Predicate<ClusterObjects> fails;

    Shrinker(Predicate<ClusterObjects> fails) {
        this.fails = fails;
    }

    ClusterObjects shrink(ClusterObjects failing) {
        ClusterObjects smallest = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (ClusterObjects candidate : smallerOnes(smallest)) {
                if (fails.test(candidate)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<ClusterObjects> smallerOnes(ClusterObjects from) {
        List<ClusterObjects> out = new ArrayList<>();
        for (ObjectKey key : from.policies.keySet()) {
            ClusterObjects copy = from.copy();
            copy.policies.remove(key);
            out.add(copy);
        }
        for (ObjectKey key : from.pods.keySet()) {
            ClusterObjects copy = from.copy();
            copy.pods.remove(key);
            out.add(copy);
        }
        for (ObjectKey key : from.namespaces.keySet()) {
            if (from.pods.keySet().stream().noneMatch(p -> p.namespace().equals(key.name()))
                    && from.policies.keySet().stream()
                            .noneMatch(p -> p.namespace().equals(key.name()))) {
                ClusterObjects copy = from.copy();
                copy.namespaces.remove(key);
                out.add(copy);
            }
        }
        for (ObjectKey key : from.nodes.keySet()) {
            if (from.pods.values().stream().noneMatch(p -> p.nodeName().equals(key.name()))) {
                ClusterObjects copy = from.copy();
                copy.nodes.remove(key);
                out.add(copy);
            }
        }
        from.policies.values().forEach(policy -> smallerOnes(policy).forEach(p -> {
            ClusterObjects copy = from.copy();
            copy.add(p);
            out.add(copy);
        }));
        return out;
    }

    private static List<NetworkPolicy> smallerOnes(NetworkPolicy p) {
        List<NetworkPolicy> out = new ArrayList<>();
        for (List<NetworkPolicy.Rule> rules : fewerRules(p.ingressRules())) {
            out.add(new NetworkPolicy(p.meta(), p.podSelector(), p.ingress(), p.egress(), rules, p.egressRules()));
        }
        for (List<NetworkPolicy.Rule> rules : fewerRules(p.egressRules())) {
            out.add(new NetworkPolicy(p.meta(), p.podSelector(), p.ingress(), p.egress(), p.ingressRules(), rules));
        }
        return out;
    }

    private static List<List<NetworkPolicy.Rule>> fewerRules(List<NetworkPolicy.Rule> rules) {
        List<List<NetworkPolicy.Rule>> out = new ArrayList<>(eachWithoutOne(rules));
        for (int i = 0; i < rules.size(); i++) {
            NetworkPolicy.Rule rule = rules.get(i);
            for (List<NetworkPolicy.Port> ports : eachWithoutOne(rule.ports())) {
                out.add(with(rules, i, new NetworkPolicy.Rule(ports, rule.peers(), rule.unreadablePorts())));
            }
            for (List<NetworkPolicy.Peer> peers : eachWithoutOne(rule.peers())) {
                out.add(with(rules, i, new NetworkPolicy.Rule(rule.ports(), peers, rule.unreadablePorts())));
            }
        }
        return out;
    }

    private static <T> List<T> with(List<T> all, int index, T element) {
        List<T> out = new ArrayList<>(all);
        out.set(index, element);
        return out;
    }

    private static <T> List<List<T>> eachWithoutOne(List<T> all) {
        List<List<T>> out = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            List<T> less = new ArrayList<>(all);
            less.remove(i);
            out.add(less);
        }
        return out;
    }
}
