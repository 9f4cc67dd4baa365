package antrea.serve.watch;

import antrea.serve.codec.WireObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The current objects of one resource, and everybody who watches them.
///
/// A watcher has no queue of events. It has the set of keys that changed since it was last told, each with the
/// state it was told, and each event is calculated when it is fetched: from what the watcher knows to what is true
/// now. So the memory of a slow watcher is bounded by the number of objects, a burst of changes to one object
/// becomes one event, and nobody is cut off only because many objects changed at once. A watcher that fetches
/// nothing for [#STALL_LIMIT] while something waits for it is closed.
///
/// `put` and `delete` never wait for a watcher. Any thread may call any method.
public final class WatchStore<V> {
    /// A reader stuck for so long is taken for dead.
    public static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final Projection<V> projection;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry<V>> entries = new HashMap<>();
    private final Set<Watcher<V>> watchers = new LinkedHashSet<>();
    private long version;

    public WatchStore(Projection<V> projection) {
        this(projection, System::nanoTime);
    }

    /// `nanoTime` is a clock like [System#nanoTime].
    public WatchStore(Projection<V> projection, LongSupplier nanoTime) {
        this.projection = projection;
        this.nanoTime = nanoTime;
    }

    /// Sets the object of that key. Putting an equal value with an equal span tells nobody anything.
    public void put(String key, V value, Span span) {
        wake(replace(key, value, span));
    }

    private List<Thread> replace(String key, V value, Span span) {
        lock.lock();
        try {
            Entry<V> before = entries.get(key);
            if (before != null && before.value().equals(value) && before.span().equals(span)) {
                return List.of();
            }
            Optional<Entry<V>> known = Optional.ofNullable(before);
            Entry<V> after = new Entry<>(
                    value, span, ++version, known.map(Entry::version).orElse(0L));
            entries.put(key, after);
            return tell(key, known, Optional.of(after));
        } finally {
            lock.unlock();
        }
    }

    /// Takes the object away; nothing happens when there is none.
    public void delete(String key) {
        wake(remove(key));
    }

    private List<Thread> remove(String key) {
        lock.lock();
        try {
            Entry<V> before = entries.remove(key);
            if (before == null) {
                return List.of();
            }
            version++;
            return tell(key, Optional.of(before), Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    private static void wake(List<Thread> readers) {
        for (Thread reader : readers) {
            LockSupport.unpark(reader);
        }
    }

    public Optional<V> get(String key) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        } finally {
            lock.unlock();
        }
    }

    /// The span of that object.
    public Optional<Span> span(String key) {
        lock.lock();
        try {
            return current(key).map(Entry::span);
        } finally {
            lock.unlock();
        }
    }

    /// All values, ordered by key.
    public List<V> list() {
        lock.lock();
        try {
            List<V> out = new ArrayList<>(entries.size());
            List<String> keys = new ArrayList<>(entries.keySet());
            keys.sort(Comparator.naturalOrder());
            keys.forEach(key -> current(key).ifPresent(e -> out.add(e.value())));
            return out;
        } finally {
            lock.unlock();
        }
    }

    /// The whole object of that key, for an answer to get.
    public Optional<WireObject> getObject(String key) {
        return get(key).map(v -> projection.added(v, WatchSelector.ALL));
    }

    /// The whole objects, for an answer to list.
    public List<WireObject> listObjects() {
        List<V> values = list();
        List<WireObject> out = new ArrayList<>(values.size());
        values.forEach(v -> out.add(projection.added(v, WatchSelector.ALL)));
        return out;
    }

    public int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /// How many watchers there are now.
    public int watcherCount() {
        lock.lock();
        try {
            return watchers.size();
        } finally {
            lock.unlock();
        }
    }

    /// Begins a watch: the current state first.
    public WatchStream watch(WatchSelector selector) {
        lock.lock();
        try {
            Watcher<V> watcher = new Watcher<>(this, selector);
            List<String> selected = new ArrayList<>();
            for (Map.Entry<String, Entry<V>> e : entries.entrySet()) {
                if (selector.selects(e.getKey(), e.getValue().span())) {
                    selected.add(e.getKey());
                }
            }
            selected.sort(Comparator.naturalOrder());
            selected.forEach(watcher::addInitial);
            watchers.add(watcher);
            return watcher;
        } finally {
            lock.unlock();
        }
    }

    /// Ends all watches; their clients come back and watch anew.
    public void closeWatches() {
        lock.lock();
        try {
            watchers.forEach(Watcher::end);
            watchers.clear();
        } finally {
            lock.unlock();
        }
    }

    /// Gives the readers that wait and have something to read now.
    private List<Thread> tell(String key, Optional<Entry<V>> before, Optional<Entry<V>> after) {
        long now = nanoTime.getAsLong();
        List<Thread> toWake = new ArrayList<>();
        Collection<Watcher<V>> dead = new ArrayList<>(0);
        for (Watcher<V> watcher : watchers) {
            if (watcher.isStalled(now)) {
                dead.add(watcher);
                watcher.end();
            } else {
                watcher.observe(key, before, after, now).ifPresent(toWake::add);
            }
        }
        watchers.removeAll(dead);
        return toWake;
    }

    // ---- for Watcher ----

    ReentrantLock lock() {
        return lock;
    }

    Projection<V> projection() {
        return projection;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /// To be called with the lock held.
    Optional<Entry<V>> current(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /// To be called with the lock held.
    void remove(Watcher<V> watcher) {
        watchers.remove(watcher);
    }
}
