package antrea.podnetwork.node;

import antrea.kube.client.Pause;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.kube.watch.Backoff;
import antrea.runtime.health.HealthCheck;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The way from the first list of this Node's Pods to a CNI server that listens. What fails on it is tried again
/// with back-off, until it is done or the pause says that the agent ends.
final class CniStart {
    private static final Logger LOG = System.getLogger(CniStart.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    private final Pause pause;
    private final RandomGenerator random;
    private final CompletableFuture<CniServer> server = new CompletableFuture<>();
    private volatile String waitsFor = "the Pods of this Node are not known yet";

    CniStart(Pause pause, RandomGenerator random) {
        this.pause = pause;
        this.random = random;
    }

    /// Takes up the Pods, then serves; a single thing that cannot be removed is tried again while CNI calls are
    /// served already. Returns when nothing is left to do.
    void run(Map<ObjectKey, Pod> pods, CniCommands.Parts parts, Supplier<CniServer> serve) {
        Optional<PodsAtStart> start = Optional.empty();
        int failures = 0;
        do {
            failures++;
            try {
                if (start.isEmpty()) {
                    start = Optional.of(PodsAtStart.sort(pods, parts));
                }
                boolean done = start.get().apply();
                if (!server.isDone()) {
                    server.complete(serve.get());
                }
                if (done) {
                    return;
                }
            } catch (RuntimeException e) {
                waitsFor = String.valueOf(e.getMessage());
                LOG.log(Logger.Level.ERROR, "cannot take up the Pods of this Node; CNI calls are not served yet", e);
            }
        } while (pause.sleep(BACKOFF.after(failures, random)));
    }

    /// Whether kubelet is served.
    HealthCheck check() {
        return new HealthCheck(
                "cni",
                () -> server.isDone()
                        ? Optional.empty()
                        : Optional.of("the CNI server does not listen yet: " + waitsFor));
    }

    /// Ends the server; one that starts later ends at once.
    void close() {
        server.thenAccept(CniServer::close);
    }
}
