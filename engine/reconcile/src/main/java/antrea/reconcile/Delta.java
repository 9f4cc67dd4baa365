package antrea.reconcile;

import java.util.Map;

/// The difference between desired and actual. `additions` are not there yet, `changes` are there with another
/// value (the new one stands here), `deletions` are there and not wanted (with the value to be deleted).
public record Delta<K, V>(Map<K, V> additions, Map<K, V> changes, Map<K, V> deletions) {
    public boolean isEmpty() {
        return additions.isEmpty() && changes.isEmpty() && deletions.isEmpty();
    }

    public int size() {
        return additions.size() + changes.size() + deletions.size();
    }
}
