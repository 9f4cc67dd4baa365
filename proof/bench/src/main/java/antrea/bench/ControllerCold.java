package antrea.bench;

import antrea.graph.CalculationLoop;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A controller that starts in a large cluster: from exec to all groups and policies calculated and told to one
/// watcher per kind that sees everything. The shapes are those of the Go original's own benchmarks; each has Pods
/// on random Nodes out of 1000.
///
/// The property `bench.started` says when this process was started, in milliseconds since the epoch.
///
/// Arguments: the shape (`small-namespaces`, `large-namespaces`, `one-namespace`, `policy-per-pod`,
/// `cluster-scoped`) and a factor by which everything is made smaller (1 is the published scale). Prints one line
/// of JSON.
public final class ControllerCold {
    private ControllerCold() {}

    /// What came out of one run.
    private record Outcome(long calculateMillis, int events, PublishedPolicies published) {}

    public static void main(String[] arguments) {
        String shape = arguments.length > 0 ? arguments[0] : "small-namespaces";
        int smaller = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        Instant started = Instant.ofEpochMilli(Long.getLong("bench.started", System.currentTimeMillis()));
        long beforeMake = System.nanoTime();
        ClusterShapes shapes = ClusterShapes.of(shape, smaller);
        long makeMillis = (System.nanoTime() - beforeMake) / 1_000_000;
        CalculationLoop loop = new CalculationLoop(System::nanoTime, (where, fault) -> {
            throw new CompletionException(where, fault);
        });
        Outcome outcome = calculate(loop, shapes);
        Duration all = Duration.between(started, Instant.now());
        Duration processor = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        long liveHeapMegabytes = liveHeapMegabytes();
        Json line = Json.Obj.EMPTY
                .with("bench", "controller-cold")
                .with("shape", shape)
                .with("namespaces", shapes.namespaces().size())
                .with("pods", shapes.pods().size())
                .with("policies", shapes.policies().size())
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

    private static Outcome calculate(CalculationLoop loop, ClusterShapes shapes) {
        PublishedPolicies published = new PublishedPolicies();
        new NetworkPolicyCentral(published, PolicyMeter.NONE).wire(loop);
        List<WatchStream> watches = List.of(
                published.appliedToGroups().watch(WatchSelector.ALL),
                published.addressGroups().watch(WatchSelector.ALL),
                published.policies().watch(WatchSelector.ALL));
        CompletableFuture<Integer> events = new CompletableFuture<>();
        long before = System.nanoTime();
        loop.inlet(ClusterSources.NAMESPACES).replaceAll(shapes.namespaces());
        loop.inlet(ClusterSources.PODS).replaceAll(shapes.pods());
        loop.inlet(ClusterSources.NETWORK_POLICIES).replaceAll(shapes.policies());
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
}
