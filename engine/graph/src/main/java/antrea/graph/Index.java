package antrea.graph;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The keys of a [Source] grouped by a property of their values; made by [Source#index].
public final class Index<P, K> {
    private final Map<P, Set<K>> keysByProperty = new HashMap<>();

    Index() {}

    /// The keys of which the value has this property now; a view to read at once, not to keep.
    public Set<K> keys(P property) {
        return Collections.unmodifiableSet(
                Optional.ofNullable(keysByProperty.get(property)).orElse(Set.of()));
    }

    /// Every property that at least one value has; a view to read at once.
    public Set<P> properties() {
        return Collections.unmodifiableSet(keysByProperty.keySet());
    }

    void add(P property, K key) {
        keysByProperty.computeIfAbsent(property, _ -> new HashSet<>(4)).add(key);
    }

    void remove(P property, K key) {
        Set<K> keys = keysByProperty.getOrDefault(property, Set.of());
        if (!keys.isEmpty()) {
            keys.remove(key);
            if (keys.isEmpty()) {
                keysByProperty.remove(property);
            }
        }
    }
}
