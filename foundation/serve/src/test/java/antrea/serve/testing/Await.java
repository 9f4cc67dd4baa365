package antrea.serve.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads do.
public final class Await {
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private Await() {}

    /// Fails after a minute.
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertTrue(condition.getAsBoolean(), "it never came true");
    }
}
