package antrea.graph.testing;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A monotonic time that stands still until a test moves it.
public final class ManualTime implements LongSupplier {
    private long nanos;

    @Override
    public long getAsLong() {
        return nanos;
    }

    public void advance(Duration step) {
        nanos += step.toNanos();
    }
}
