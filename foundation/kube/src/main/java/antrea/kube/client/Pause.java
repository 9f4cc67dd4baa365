package antrea.kube.client;

import java.time.Duration;

/// Waits. Injected, so that tests need no time.
@FunctionalInterface
public interface Pause {
    /// Waits that long. False, with the interrupt kept, when the thread was interrupted: the caller shall end.
    boolean sleep(Duration length);

    /// The real one.
    static Pause ofThread() {
        return length -> {
            try {
                Thread.sleep(length);
                return true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }
}
