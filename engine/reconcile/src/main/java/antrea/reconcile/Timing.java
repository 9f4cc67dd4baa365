package antrea.reconcile;

import java.time.Duration;

/// When a reconciler tries again. A refused key, and a plane that does not answer, are retried after `firstRetry`,
/// twice as long each time, at most `lastRetry`. Reality is read again every `resync`.
public record Timing(Duration firstRetry, Duration lastRetry, Duration resync) {
    public static final Timing DEFAULT =
            new Timing(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(5));

    long retryNanos(int attempt) {
        long factor = 1L << Math.min(attempt - 1, 30);
        long last = lastRetry.toNanos();
        long first = firstRetry.toNanos();
        return first > last / factor ? last : first * factor;
    }
}
