package antrea.graph;

import java.util.Map;
import java.util.Optional;

/// The writing side of a calculated [Source]: one calculator fills it, others observe the source. All on the
/// calculation thread; observers are called at once.
public final class Derived<K, V> {
    private final Source<K, V> source;

    Derived(Source<K, V> source) {
        this.source = source;
    }

    public Source<K, V> source() {
        return source;
    }

    /// An equal value causes no event.
    public void put(K key, V value) {
        source.apply(key, Optional.of(value));
    }

    public void remove(K key) {
        source.apply(key, Optional.empty());
    }

    public void replaceAll(Map<K, V> entries) {
        source.applyAll(entries);
    }
}
