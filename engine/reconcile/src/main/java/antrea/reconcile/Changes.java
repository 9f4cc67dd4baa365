package antrea.reconcile;

import java.util.Map;
import java.util.Set;

/// What changed in desired state since it was last handed over. A key is in one of both at most.
public record Changes<K, V>(Map<K, V> puts, Set<K> removals) {
    public boolean isEmpty() {
        return puts.isEmpty() && removals.isEmpty();
    }
}
