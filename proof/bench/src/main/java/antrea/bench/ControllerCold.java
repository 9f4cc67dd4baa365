package antrea.bench;

import antrea.graph.CalculationLoop;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.net.IpAddress;
import antrea.net.Ipv4Address;
import antrea.networkpolicy.central.ClusterSources;
import antrea.networkpolicy.central.NetworkPolicyCentral;
import antrea.networkpolicy.central.PolicyMeter;
import antrea.networkpolicy.central.PublishedPolicies;
import antrea.runtime.json.Json;
import antrea.serve.watch.WatchSelector;
import antrea.serve.watch.WatchStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A controller that starts in a large cluster: from exec to all groups and policies calculated and told to one
/// watcher per kind that sees everything. The shapes are those of the Go original's own benchmarks; each has Pods on
/// random Nodes out of 1000.
///
/// Arguments: the shape (`small-namespaces`, `large-namespaces`, `one-namespace`, `policy-per-pod`, `cluster-scoped`)
/// and a factor by which everything is made smaller (1 is the published scale). Prints one line of JSON.
public final class ControllerCold {
    private static final int NODE_COUNT = 1000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final String[] nodes = new String[NODE_COUNT];
    private final Map<ObjectKey, Pod> pods = new HashMap<>();
    private final Map<ObjectKey, Namespace> namespaces = new HashMap<>();
    private final Map<ObjectKey, NetworkPolicy> policies = new HashMap<>();

    private ControllerCold() {
        for (int i = 0; i < NODE_COUNT; i++) {
            nodes[i] = "Node-" + i;
        }
    }

    /// What came out of one run.
    private record Outcome(long calculateMillis, int events, PublishedPolicies published) {}

    public static void main(String[] arguments) {
        String shape = arguments.length > 0 ? arguments[0] : "small-namespaces";
        int smaller = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        Instant started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        ControllerCold bench = new ControllerCold();
        long beforeMake = System.nanoTime();
        bench.make(shape, smaller);
        long makeMillis = (System.nanoTime() - beforeMake) / 1_000_000;
        CalculationLoop loop = new CalculationLoop(System::nanoTime, (where, fault) -> {
            throw new CompletionException(where, fault);
        });
        Outcome outcome = bench.calculate(loop);
        Duration all = Duration.between(started, Instant.now());
        Duration processor = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        long liveHeapMegabytes = liveHeapMegabytes();
        Json line = Json.Obj.EMPTY
                .with("bench", "controller-cold")
                .with("shape", shape)
                .with("namespaces", bench.namespaces.size())
                .with("pods", bench.pods.size())
                .with("policies", bench.policies.size())
                .with("seconds", Json.of(all.toMillis() / 1000.0))
                .with("cpuSeconds", Json.of(processor.toMillis() / 1000.0))
                .with("makeObjectsMillis", makeMillis)
                .with("calculateMillis", outcome.calculateMillis)
                .with("events", outcome.events)
                .with("addressGroups", outcome.published.addressGroups().size())
                .with("appliedToGroups", outcome.published.appliedToGroups().size())
                .with("liveHeapMb", liveHeapMegabytes)
                .with("sources", loop.source(ClusterSources.PODS).size())
                .with("processors", Runtime.getRuntime().availableProcessors())
                .with("java", Runtime.version().toString())
                .with("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        print(line.toString());
    }

    @SuppressWarnings("SystemOut") // the result of a benchmark is its standard output
    private static void print(String line) {
        PrintStream out = System.out;
        out.println(line);
    }

    private Outcome calculate(CalculationLoop loop) {
        PublishedPolicies published = new PublishedPolicies();
        new NetworkPolicyCentral(published, PolicyMeter.NONE).wire(loop);
        List<WatchStream> watches = List.of(
                published.appliedToGroups().watch(WatchSelector.ALL),
                published.addressGroups().watch(WatchSelector.ALL),
                published.policies().watch(WatchSelector.ALL));
        CompletableFuture<Integer> events = new CompletableFuture<>();
        long before = System.nanoTime();
        loop.inlet(ClusterSources.NAMESPACES).replaceAll(namespaces);
        loop.inlet(ClusterSources.PODS).replaceAll(pods);
        loop.inlet(ClusterSources.NETWORK_POLICIES).replaceAll(policies);
        loop.unsynced().forEach(id -> loop.inlet(id).markSynced());
        Thread.ofPlatform().daemon().start(() -> {
            published.complete().toCompletableFuture().join();
            events.complete(watches.stream().mapToInt(ControllerCold::drain).sum());
        });
        loop.settle();
        int eventCount = events.join();
        long millis = (System.nanoTime() - before) / 1_000_000;
        watches.forEach(WatchStream::close);
        return new Outcome(millis, eventCount, published);
    }

    private static int drain(WatchStream watch) {
        int count = 0;
        while (watch.next(Duration.ZERO) instanceof WatchStream.Event) {
            count++;
        }
        return count;
    }

    private static long liveHeapMegabytes() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
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

    private void policy(
            String namespace, String name, LabelSelector pods, Optional<NetworkPolicy.WorkloadPeer> from) {
        List<NetworkPolicy.Rule> ingress =
                from.map(peer -> List.of(new NetworkPolicy.Rule(List.of(), List.of(peer)))).orElse(List.of());
        NetworkPolicy policy = new NetworkPolicy(
                Meta.of(namespace, name).withUid(uid()), pods, true, true, ingress, List.of());
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
