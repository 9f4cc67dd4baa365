package antrea.kube.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits. Injected, so that tests need no time.
@FunctionalInterface
public interface Pause {
    /// Waits that long. False, with the interrupt kept, when the thread was interrupted: the caller shall end.
    boolean sleep(Duration length);

    /// The real one.
    static Pause ofThread() {
        return length -> {
            try {
                // a latch that nobody opens: a wait that an interrupt ends
                boolean _ = new CountDownLatch(1).await(length.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }
}
