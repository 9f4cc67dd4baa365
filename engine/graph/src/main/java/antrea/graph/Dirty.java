package antrea.graph;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/// The keys a calculator has to look at again: observers mark, `calculate` drains.
public final class Dirty<K> {
    private Set<K> keys = new LinkedHashSet<>();

    public void mark(K key) {
        keys.add(key);
    }

    public void markAll(Collection<? extends K> all) {
        keys.addAll(all);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /// Calls `calculate` for each marked key. A key that throws stays marked and the others are still done; then
    /// the first exception is thrown, with the key in its message.
    public void drain(Consumer<? super K> calculate) {
        if (keys.isEmpty()) {
            return;
        }
        Set<K> drained = keys;
        keys = new LinkedHashSet<>();
        RuntimeException first = new CalculationFault("", new IllegalStateException());
        boolean failed = false;
        for (K key : drained) {
            try {
                calculate.accept(key);
            } catch (RuntimeException e) {
                keys.add(key);
                first = failed
                        ? first
                        : new CalculationFault("calculation failed for key " + key + ": " + e.getMessage(), e);
                failed = true;
            }
        }
        if (failed) {
            throw first;
        }
    }
}
