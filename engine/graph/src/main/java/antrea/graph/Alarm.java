package antrea.graph;

/// A call that is due later on the calculation thread; see [Calculation#after].
public final class Alarm {
    private final long dueNanos;
    private final Runnable action;
    private boolean cancelled;

    Alarm(long dueNanos, Runnable action) {
        this.dueNanos = dueNanos;
        this.action = action;
    }

    /// It will not go off. To be called on the calculation thread.
    public void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    long dueNanos() {
        return dueNanos;
    }

    void ring() {
        action.run();
    }
}
