package antrea.bench;

import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.IpAddress;
import antrea.net.Ipv4Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/// Large clusters as objects, in the shapes of the Go original's own benchmarks; each has Pods on random Nodes out
/// of
/// 1000. The same shape is the same cluster every time.
final class ClusterShapes {
    private static final int NODE_COUNT = 1000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final String[] nodes = new String[NODE_COUNT];
    private final Map<ObjectKey, Pod> pods = new HashMap<>();
    private final Map<ObjectKey, Namespace> namespaces = new HashMap<>();
    private final Map<ObjectKey, NetworkPolicy> policies = new HashMap<>();

    private ClusterShapes() {
        for (int i = 0; i < NODE_COUNT; i++) {
            nodes[i] = "Node-" + i;
        }
    }

    /// A cluster of that shape, everything in it `smaller` times as few as published. Throws
    /// [IllegalArgumentException] for an unknown shape.
    static ClusterShapes of(String shape, int smaller) {
        ClusterShapes out = new ClusterShapes();
        out.make(shape, smaller);
        return out;
    }

    Map<ObjectKey, Pod> pods() {
        return pods;
    }

    Map<ObjectKey, Namespace> namespaces() {
        return namespaces;
    }

    Map<ObjectKey, NetworkPolicy> policies() {
        return policies;
    }

    private void make(String shape, int smaller) {
        switch (shape) {
            case "small-namespaces" -> repeat(25_000 / smaller, this::smallNamespace);
            case "large-namespaces" -> repeat(100 / smaller, this::largeNamespace);
            case "one-namespace" -> oneNamespace(10_000 / smaller);
            case "policy-per-pod" -> policyPerPod(5_000 / smaller);
            case "cluster-scoped" -> clusterScoped(1_000 / smaller);
            default -> throw new IllegalArgumentException("no such shape: " + shape);
        }
    }

    private static void repeat(int count, Runnable make) {
        for (int i = 0; i < count; i++) {
            make.run();
        }
    }

    /// A policy that denies all, two that let the Pods of one label talk, two Pods per label.
    private void smallNamespace() {
        String name = word();
        namespace(name, Map.of("app", name));
        policy(name, "default-deny-all", LabelSelector.ALL, Optional.empty());
        for (String number : List.of("1", "2")) {
            Map<String, String> labels = Map.of("app-" + number, "scale-" + number);
            policy(name, "np-" + number, LabelSelector.of(labels), peer(labels));
            pod(name, "pod" + number + "a", labels);
            pod(name, "pod" + number + "b", labels);
        }
    }

    private void largeNamespace() {
        String name = word();
        namespace(name, Map.of("app", name));
        policy(name, "default-deny-all", LabelSelector.ALL, Optional.empty());
        for (int i = 0; i < 100; i++) {
            Map<String, String> labels = Map.of("app-" + i, "scale-" + i);
            policy(name, "np-" + i, LabelSelector.of(labels), peer(labels));
            for (int j = 0; j < 10; j++) {
                pod(name, "pod-" + i + "-" + j, labels);
            }
        }
    }

    private void oneNamespace(int count) {
        String name = word();
        namespace(name, Map.of("app", name));
        Map<String, String> labels = Map.of("app-1", "scale-1");
        for (int i = 0; i < count; i++) {
            policy(name, "np-" + i, LabelSelector.of(labels), peer(labels));
            pod(name, "pod-" + i, labels);
        }
    }

    private void policyPerPod(int pairs) {
        String name = word();
        namespace(name, Map.of("app", name));
        for (int i = 0; i < pairs; i++) {
            Map<String, String> one = Map.of("app", "scale-" + word());
            Map<String, String> two = Map.of("app", "scale-" + word());
            policy(name, "np-a-" + i, LabelSelector.of(one), peer(two));
            policy(name, "np-b-" + i, LabelSelector.of(two), peer(one));
            pod(name, "pod-a-" + i, one);
            pod(name, "pod-b-" + i, two);
        }
    }

    /// Ten policies and 100 Pods per Namespace; each policy has the Pods of one label in ten Namespaces as peers.
    private void clusterScoped(int count) {
        for (int i = 0; i < count; i++) {
            String company = "company-" + i % 100;
            String name = company + "-" + word();
            namespace(name, Map.of("company", company));
            LabelSelector byCompany = LabelSelector.of(Map.of("company", company));
            for (int j = 0; j < 10; j++) {
                Map<String, String> labels = Map.of("app", "scale-" + j);
                LabelSelector selector = LabelSelector.of(labels);
                policy(
                        name,
                        "np-" + j,
                        selector,
                        Optional.of(new NetworkPolicy.WorkloadPeer(Optional.of(selector), Optional.of(byCompany))));
                for (int k = 0; k < 10; k++) {
                    pod(name, "pod-" + j + "-" + k, labels);
                }
            }
        }
    }

    private static Optional<NetworkPolicy.WorkloadPeer> peer(Map<String, String> labels) {
        return Optional.of(new NetworkPolicy.WorkloadPeer(Optional.of(LabelSelector.of(labels)), Optional.empty()));
    }

    private void namespace(String name, Map<String, String> labels) {
        Namespace namespace = new Namespace(Meta.of("", name).withLabels(labels));
        namespaces.put(namespace.key(), namespace);
    }

    private void pod(String namespace, String name, Map<String, String> labels) {
        IpAddress ip = new Ipv4Address(random.nextInt());
        Pod pod = Pod.of(Meta.of(namespace, name).withUid(uid()).withLabels(labels))
                .withSpec(new Pod.Spec(nodes[random.nextInt(NODE_COUNT)], false, "", List.of()))
                .withStatus(new Pod.Status(Pod.Phase.RUNNING, List.of(ip)));
        pods.put(pod.key(), pod);
    }

    private void policy(String namespace, String name, LabelSelector pods, Optional<NetworkPolicy.WorkloadPeer> from) {
        List<NetworkPolicy.Rule> ingress = from.map(peer -> List.of(new NetworkPolicy.Rule(List.of(), List.of(peer))))
                .orElse(List.of());
        NetworkPolicy policy =
                new NetworkPolicy(Meta.of(namespace, name).withUid(uid()), pods, true, true, ingress, List.of());
        policies.put(policy.key(), policy);
    }

    private String uid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String word() {
        char[] out = new char[8];
        for (int i = 0; i < out.length; i++) {
            out[i] = (char) ('a' + random.nextInt(26));
        }
        return new String(out);
    }
}
