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
    private static final Duration LONGEST_UNANSWERED = Duration.ofSeconds(2);

    /// The wait when nobody answered at all: asking costs the other side nothing, and when it is back there is much
    /// to catch up with. A server that is only overloaded answers, and is given the longer waits.
    public Duration unanswered(int failures, RandomGenerator random) {
        Duration most = longest.compareTo(LONGEST_UNANSWERED) < 0 ? longest : LONGEST_UNANSWERED;
        return new Backoff(first, most).after(failures, random);
    }

    /// The wait after the `failures`-th failure in a row, from 1 on.
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        long millis = Math.min(first.toMillis() << doublings, longest.toMillis());
        return Duration.ofMillis(millis + random.nextLong(millis / 2 + 1));
    }
}
