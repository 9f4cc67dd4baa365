package antrea.serve.publish;

import antrea.runtime.json.JsonException;
import antrea.serve.cluster.ApiFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Keeps the CA published: at once when it changes, again with growing pauses after a fault, and once a minute in
/// any case, since a manifest applied anew takes the CA out of its objects.
public final class CaPublication implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CaPublication.class.getName());

    private final CaPublisher publisher;
    private final Supplier<String> caBundle;
    private final Intervals intervals;
    private final LinkedBlockingQueue<Boolean> wishes = new LinkedBlockingQueue<>();
    private final AtomicReference<Optional<Thread>> thread = new AtomicReference<>(Optional.empty());

    /// How often to look, and the first and longest pause after a fault.
    public record Intervals(Duration repair, Duration firstRetry, Duration longestRetry) {
        public static final Intervals STANDARD =
                new Intervals(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    /// `caBundle` gives the CA certificates of the moment, in PEM.
    public CaPublication(CaPublisher publisher, Supplier<String> caBundle, Intervals intervals) {
        this.publisher = publisher;
        this.caBundle = caBundle;
        this.intervals = intervals;
    }

    /// Publishes once, a fault being only logged, and goes on in the background.
    public void start() {
        Duration first = pass(intervals.firstRetry);
        thread.set(Optional.of(Thread.ofVirtual().name("ca-publication").start(() -> run(first))));
    }

    /// Publishes soon, since the CA changed.
    public void trigger() {
        wishes.offer(true);
    }

    private void run(Duration first) {
        Duration wait = first;
        Duration retry = intervals.firstRetry;
        try {
            while (true) {
                wishes.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                wishes.clear();
                wait = pass(retry);
                retry = wait.equals(intervals.repair) ? intervals.firstRetry : doubled(retry);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration doubled(Duration retry) {
        Duration twice = retry.multipliedBy(2);
        return twice.compareTo(intervals.longestRetry) < 0 ? twice : intervals.longestRetry;
    }

    /// How long to wait after this pass.
    private Duration pass(Duration retry) {
        try {
            publisher.apply(caBundle.get());
            return intervals.repair;
        } catch (ApiFault | JsonException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot publish the CA, next try in={0} cause={1}",
                    retry,
                    e.getMessage());
            return retry;
        }
    }

    @Override
    public void close() {
        thread.getAndSet(Optional.empty()).ifPresent(Thread::interrupt);
    }
}
