package antrea.bridge;

import java.time.Duration;

/// Hears of each commit to the switch, for metrics. On the reconciler's thread; must be quick.
@FunctionalInterface
public interface CommitListener {
    /// Hears nothing.
    CommitListener NONE = (_, _, _, _) -> {};

    /// What was done to flows; the names are labels of the original's metrics, in lower case.
    enum Operation {
        ADD,
        MODIFY,
        DELETE
    }

    /// `count` flows of one batch, `refused` of them refused; `latency` is that of the whole bundle.
    void observe(Operation operation, int count, int refused, Duration latency);
}
