package antrea.kube.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Waits for a condition, up to a deadline far beyond what it should take.
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, null);
    }

    public static void until(String what, BooleanSupplier condition, @Nullable Object shown) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came: " + what + (shown == null ? "" : ", but " + shown));
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
