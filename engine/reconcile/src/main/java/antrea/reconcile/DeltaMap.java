package antrea.reconcile;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Desired and actual side by side, with the difference always at hand. In memory only; it does nothing to
/// reality. The idea is that of Calico Felix's delta tracker. For one thread.
public final class DeltaMap<K, V> {
    // A key is in `inStep`, or in `pendingUpdates` (and in `outdated` when there is another value in reality), or in
    // `pendingDeletions`, or nowhere. So each value is held once.
    private final Map<K, V> inStep = new HashMap<>();
    private final Map<K, V> pendingUpdates = new HashMap<>();
    private final Map<K, V> outdated = new HashMap<>();
    private final Map<K, V> pendingDeletions = new HashMap<>();

    /// This is wanted under the key.
    public void desire(K key, V value) {
        Optional<V> actual = actual(key);
        undesire(key);
        pendingDeletions.remove(key);
        if (actual.isPresent() && actual.get().equals(value)) {
            inStep.put(key, value);
            return;
        }
        pendingUpdates.put(key, value);
        actual.ifPresent(old -> outdated.put(key, old));
    }

    /// Nothing is wanted under the key.
    public void undesire(K key) {
        pendingUpdates.remove(key);
        V inPlace = inStep.remove(key);
        V old = outdated.remove(key);
        if (inPlace != null) {
            pendingDeletions.put(key, inPlace);
        } else if (old != null) {
            pendingDeletions.put(key, old);
        }
    }

    /// This is there under the key: it was read or has been applied.
    public void found(K key, V value) {
        Optional<V> desired = desired(key);
        gone(key);
        if (desired.isEmpty()) {
            pendingDeletions.put(key, value);
        } else if (desired.get().equals(value)) {
            pendingUpdates.remove(key);
            inStep.put(key, desired.get());
        } else {
            outdated.put(key, value);
        }
    }

    /// Nothing is there under the key.
    public void gone(K key) {
        pendingDeletions.remove(key);
        outdated.remove(key);
        V wanted = inStep.remove(key);
        if (wanted != null) {
            pendingUpdates.put(key, wanted);
        }
    }

    /// Exactly this is there.
    public void foundAll(Map<K, V> actual) {
        inStep.forEach(pendingUpdates::put);
        inStep.clear();
        outdated.clear();
        pendingDeletions.clear();
        actual.forEach(this::found);
    }

    public Optional<V> desired(K key) {
        V inPlace = inStep.get(key);
        return inPlace != null ? Optional.of(inPlace) : Optional.ofNullable(pendingUpdates.get(key));
    }

    public Optional<V> actual(K key) {
        V inPlace = inStep.get(key);
        if (inPlace != null) {
            return Optional.of(inPlace);
        }
        V old = outdated.get(key);
        return old != null ? Optional.of(old) : Optional.ofNullable(pendingDeletions.get(key));
    }

    /// Wanted, and not there or there with another value; a view.
    public Map<K, V> pendingUpdates() {
        return Collections.unmodifiableMap(pendingUpdates);
    }

    /// There and not wanted, with what is there; a view.
    public Map<K, V> pendingDeletions() {
        return Collections.unmodifiableMap(pendingDeletions);
    }

    /// Whether something is there under the key that is not what is wanted, or is not wanted at all.
    public boolean isOutdated(K key) {
        return outdated.containsKey(key) || pendingDeletions.containsKey(key);
    }

    public boolean isPending(K key) {
        return pendingUpdates.containsKey(key) || pendingDeletions.containsKey(key);
    }

    public int desiredCount() {
        return inStep.size() + pendingUpdates.size();
    }

    public int pendingCount() {
        return pendingUpdates.size() + pendingDeletions.size();
    }

    public void forEachDesired(BiConsumer<? super K, ? super V> action) {
        inStep.forEach(action);
        pendingUpdates.forEach(action);
    }
}
