package antrea.graph;

import java.util.Optional;

/// Hears of each change of a [Source], on the calculation thread. It must be cheap: mark something dirty, no more.
@FunctionalInterface
public interface Observer<K, V> {
    /// `before` is empty for a new key, `after` for a removed one; both are present, and differ, for a changed
    /// value.
    void observe(K key, Optional<V> before, Optional<V> after);
}
