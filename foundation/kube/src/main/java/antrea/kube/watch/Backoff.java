package antrea.kube.watch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Waiting times that double from failure to failure, each stretched by up to its half at random, so that a
/// thousand agents do not come back at the same moment.
public record Backoff(Duration first, Duration longest) {
    public static final Backoff KUBERNETES = new Backoff(Duration.ofMillis(800), Duration.ofSeconds(30));
    /// Policies are late while this waits, and a Node is one of few callers.
    public static final Backoff AGGREGATED = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

    private static final int MAX_DOUBLINGS = 20;

    /// The wait after the `failures`-th failure in a row, from 1 on.
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        long millis = Math.min(first.toMillis() << doublings, longest.toMillis());
        return Duration.ofMillis(millis + random.nextLong(millis / 2 + 1));
    }
}
