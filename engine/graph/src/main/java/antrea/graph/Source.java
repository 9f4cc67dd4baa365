package antrea.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A keyed collection of immutable values that lives on the calculation thread; only that thread may touch it. It
/// is filled through its [SourceInlet], or, when calculated, through its [Derived].
public final class Source<K, V> {
    private final SourceId<K, V> id;
    private Map<K, V> entries = new HashMap<>();
    private final List<Observer<? super K, ? super V>> observers = new ArrayList<>();
    private final FaultListener faults;
    private boolean synced;
    private long changeCount;

    Source(SourceId<K, V> id, FaultListener faults) {
        this.id = id;
        this.faults = faults;
    }

    public SourceId<K, V> id() {
        return id;
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    public boolean contains(K key) {
        return entries.containsKey(key);
    }

    public int size() {
        return entries.size();
    }

    /// All entries, in no order; a view to read at once, not to keep.
    public Map<K, V> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /// All values, in no order; a view to read at once, not to keep.
    public Collection<V> values() {
        return Collections.unmodifiableCollection(entries.values());
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        entries.forEach(action);
    }

    /// Whether the first full list has arrived. Derived sources are always in sync.
    public boolean isSynced() {
        return synced;
    }

    /// Calls the observer for each change from now on, and at once for each entry that is there already.
    public void observe(Observer<? super K, ? super V> observer) {
        observers.add(observer);
        entries.forEach((key, value) -> observer.observe(key, Optional.empty(), Optional.of(value)));
    }

    /// An index kept up to date from now on; `properties` says under which ones a value is found. Observers
    /// registered after it see it already changed, those before it do not: read indexes in calculators.
    public <P> Index<P, K> index(Function<? super V, ? extends Collection<P>> properties) {
        Index<P, K> index = new Index<>();
        observe((key, before, after) -> {
            Set<P> old = before.<Set<P>>map(value -> new LinkedHashSet<>(properties.apply(value)))
                    .orElse(Set.of());
            Set<P> now = after.<Set<P>>map(value -> new LinkedHashSet<>(properties.apply(value)))
                    .orElse(Set.of());
            for (P property : old) {
                if (!now.contains(property)) {
                    index.remove(property, key);
                }
            }
            for (P property : now) {
                index.add(property, key);
            }
        });
        return index;
    }

    void apply(K key, Optional<V> value) {
        Optional<V> before = value.isPresent()
                ? Optional.ofNullable(entries.put(key, value.get()))
                : Optional.ofNullable(entries.remove(key));
        if (before.equals(value)) {
            return;
        }
        changeCount++;
        for (Observer<? super K, ? super V> observer : observers) {
            try {
                notify(observer, key, before, value);
            } catch (RuntimeException e) {
                faults.observe("observer of source " + id + ", key " + key, e);
            }
        }
    }

    /// Captures the wildcards: a reader of `? super V` may be given a V.
    @SuppressWarnings("unchecked") // Optional is read-only, so Optional<V> is an Optional of any supertype of V
    private static <K, V, W> void notify(
            Observer<? super K, W> observer, K key, Optional<V> before, Optional<V> after) {
        observer.observe(key, (Optional<W>) before, (Optional<W>) after);
    }

    void applyAll(Map<K, V> wanted) {
        if (entries.isEmpty()) {
            entries = HashMap.newHashMap(wanted.size());
        }
        for (K key : List.copyOf(entries.keySet())) {
            if (!wanted.containsKey(key)) {
                apply(key, Optional.empty());
            }
        }
        wanted.forEach((key, value) -> apply(key, Optional.of(value)));
    }

    void markSynced() {
        synced = true;
    }

    /// Grows with each change; the loop sees by it whether calculators still feed each other.
    long changeCount() {
        return changeCount;
    }
}
