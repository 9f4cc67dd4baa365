package antrea.graph.testing;

import antrea.graph.CalculationLoop;
import antrea.graph.FaultListener;
import antrea.graph.SourceId;
import antrea.graph.SourceInlet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A calculation loop that runs on the thread of the test, with time that the test moves. Faults are rethrown.
public final class ManualCalculation {
    private final ManualTime time = new ManualTime();
    private final CalculationLoop loop = new CalculationLoop(time, FaultListener.throwing());

    /// To wire features to.
    public CalculationLoop loop() {
        return loop;
    }

    public <K, V> SourceInlet<K, V> inlet(SourceId<K, V> id) {
        return loop.inlet(id);
    }

    public <K, V> void put(SourceId<K, V> id, K key, V value) {
        loop.inlet(id).put(key, value);
    }

    public <K, V> void remove(SourceId<K, V> id, K key) {
        loop.inlet(id).remove(key);
    }

    /// Calculates all that is there.
    public void settle() {
        loop.settle();
    }

    /// Declares every source that still waits for its first list as in sync, and calculates: the gate opens.
    public void sync() {
        for (SourceId<?, ?> id : loop.unsynced()) {
            loop.inlet(id).markSynced();
        }
        loop.post(() -> {});
        loop.settle();
    }

    /// Moves the time and calculates what became due.
    public void advance(Duration step) {
        time.advance(step);
        loop.settle();
    }

    /// Asks and answers at once.
    public <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = loop.ask(question).toCompletableFuture();
        loop.settle();
        return answer.join();
    }
}
