package antrea.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The desired values of one kind, kept by owner. A key belongs to the owner that stated it first; others that
/// state it too stand in line, and the key stays until the last one lets go. Only the calculation thread may touch
/// it.
public final class DesiredMap<K, V> implements DesiredSet<V> {
    private final String kind;
    private final Function<? super V, ? extends K> keyOf;
    private final ConflictListener conflicts;
    private final Map<Owner, Map<K, V>> statements = new HashMap<>();
    private final Map<K, Owner> holders = new HashMap<>();
    private final Map<K, List<Owner>> waiting = new HashMap<>();
    private Set<K> touched = new LinkedHashSet<>();

    /// `kind` is for logs; `keyOf` tells under which key a value stands in reality.
    public DesiredMap(String kind, Function<? super V, ? extends K> keyOf, ConflictListener conflicts) {
        this.kind = kind;
        this.keyOf = keyOf;
        this.conflicts = conflicts;
    }

    /// Throws [IllegalArgumentException] when two of the values have the same key and differ.
    @Override
    public void state(Owner owner, Collection<? extends V> values) {
        Map<K, V> before = statements.getOrDefault(owner, Map.of());
        Map<K, V> now = byKey(owner, values);
        if (now.isEmpty()) {
            statements.remove(owner);
        } else {
            statements.put(owner, now);
        }
        before.forEach((key, value) -> {
            V next = now.get(key);
            if (next == null) {
                release(key, owner);
            } else if (!next.equals(value)) {
                touched.add(key);
            }
        });
        for (K key : now.keySet()) {
            if (!before.containsKey(key)) {
                claim(key, owner);
            }
        }
    }

    /// What is wanted under this key.
    public Optional<V> get(K key) {
        Owner holder = holders.get(key);
        return holder == null ? Optional.empty() : statedBy(holder, key);
    }

    private Optional<V> statedBy(Owner owner, K key) {
        return Optional.ofNullable(statements.getOrDefault(owner, Map.of()).get(key));
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        statements.forEach((owner, statement) -> statement.forEach((key, value) -> {
            if (owner.equals(holders.get(key))) {
                action.accept(key, value);
            }
        }));
    }

    public int size() {
        return holders.size();
    }

    /// The keys that this owner states.
    public Set<K> keys(Owner owner) {
        return Set.copyOf(statements.getOrDefault(owner, Map.of()).keySet());
    }

    /// What changed since the last call. Reports owners that disagree.
    public Changes<K, V> takeChanges() {
        if (touched.isEmpty()) {
            return new Changes<>(Map.of(), Set.of());
        }
        Set<K> taken = touched;
        touched = new LinkedHashSet<>();
        Map<K, V> puts = new LinkedHashMap<>();
        Set<K> removals = new LinkedHashSet<>();
        for (K key : taken) {
            get(key).ifPresentOrElse(value -> puts.put(key, value), () -> removals.add(key));
            reportConflicts(key);
        }
        return new Changes<>(puts, removals);
    }

    private Map<K, V> byKey(Owner owner, Collection<? extends V> values) {
        Map<K, V> map = new LinkedHashMap<>(values.size() * 2);
        for (V value : values) {
            K key = keyOf.apply(value);
            V other = map.put(key, value);
            if (other != null && !other.equals(value)) {
                throw new IllegalArgumentException(
                        kind + " " + key + ": " + owner + " wants two values at once: " + other + " and " + value);
            }
        }
        return Map.copyOf(map);
    }

    private void claim(K key, Owner owner) {
        touched.add(key);
        if (holders.putIfAbsent(key, owner) != null) {
            waiting.computeIfAbsent(key, _ -> new ArrayList<>(2)).add(owner);
        }
    }

    private void release(K key, Owner owner) {
        touched.add(key);
        List<Owner> line = waiting.getOrDefault(key, List.of());
        if (!owner.equals(holders.get(key))) {
            line.remove(owner);
        } else if (line.isEmpty()) {
            holders.remove(key);
        } else {
            holders.put(key, line.removeFirst());
        }
        if (line.isEmpty()) {
            waiting.remove(key);
        }
    }

    private void reportConflicts(K key) {
        List<Owner> line = waiting.get(key);
        if (line == null) {
            return;
        }
        Optional<V> held = get(key);
        for (Owner other : line) {
            if (!statedBy(other, key).equals(held)) {
                conflicts.observe(kind, key.toString(), holders.getOrDefault(key, other), other);
            }
        }
    }
}
