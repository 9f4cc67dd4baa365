package antrea.serve.watch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/// One watcher of a [WatchStore]. All fields are guarded by the lock of the store.
final class Watcher<V> implements WatchStream {
    private final WatchStore<V> store;
    private final WatchSelector selector;
    private final Condition changed;
    /// Keys that changed, in the order of their first change, with the state that this watcher was told last.
    private final LinkedHashMap<String, Optional<Entry<V>>> pending = new LinkedHashMap<>();
    /// How many of the first pending keys belong to the initial state; -1 when the BOOKMARK is out.
    private int initial;
    private long lastFetchNanos;
    private boolean ended;

    Watcher(WatchStore<V> store, WatchSelector selector) {
        this.store = store;
        this.selector = selector;
        this.changed = store.lock().newCondition();
        this.lastFetchNanos = store.now();
    }

    void addInitial(String key) {
        pending.put(key, Optional.empty());
        initial++;
    }

    void observe(String key, Optional<Entry<V>> before, Optional<Entry<V>> after, long now) {
        if (!selects(key, before) && !selects(key, after)) {
            return;
        }
        if (pending.isEmpty() && initial < 0) {
            lastFetchNanos = now;
        }
        // what is pending already keeps the state that the watcher was told, not the one in between
        pending.putIfAbsent(key, before);
        changed.signal();
    }

    boolean isStalled(long now) {
        return !pending.isEmpty() && now - lastFetchNanos > WatchStore.STALL_LIMIT.toNanos();
    }

    void end() {
        ended = true;
        pending.clear();
        changed.signalAll();
    }

    @Override
    public void close() {
        store.lock().lock();
        try {
            store.remove(this);
            end();
        } finally {
            store.lock().unlock();
        }
    }

    @Override
    public Step next(Duration atMost) {
        long left = atMost.toNanos();
        while (true) {
            Optional<Change<V>> change;
            store.lock().lock();
            try {
                while (!ended && pending.isEmpty() && initial != 0) {
                    if (left <= 0) {
                        return Pause.IDLE;
                    }
                    left = changed.awaitNanos(left);
                }
                if (ended) {
                    return Pause.ENDED;
                }
                lastFetchNanos = store.now();
                change = fetch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Pause.ENDED;
            } finally {
                store.lock().unlock();
            }
            // outside of the lock: the expensive part
            Optional<WatchEvent> event = change.isEmpty() ? bookmark() : event(change.get());
            if (event.isPresent()) {
                return new Event(event.get());
            }
        }
    }

    /// From what the watcher knows to what is true.
    private record Change<V>(String key, Optional<Entry<V>> before, Optional<Entry<V>> after) {}

    /// Empty when it is time for the BOOKMARK.
    private Optional<Change<V>> fetch() {
        if (initial == 0) {
            initial = -1;
            return Optional.empty();
        }
        if (initial > 0) {
            initial--;
        }
        Map.Entry<String, Optional<Entry<V>>> first = pending.firstEntry();
        pending.remove(first.getKey());
        return Optional.of(new Change<>(first.getKey(), first.getValue(), store.current(first.getKey())));
    }

    private Optional<WatchEvent> bookmark() {
        return Optional.of(new WatchEvent(EventType.BOOKMARK, store.projection().bookmark()));
    }

    private Optional<WatchEvent> event(Change<V> change) {
        Optional<Entry<V>> before = change.before.filter(e -> selector.selects(change.key, e.span()));
        Optional<Entry<V>> after = change.after.filter(e -> selector.selects(change.key, e.span()));
        if (after.isEmpty()) {
            return before.map(
                    e -> new WatchEvent(EventType.DELETED, store.projection().deleted(e.value(), selector)));
        }
        return before.isEmpty() ? added(after.get()) : modified(before.get(), after.get());
    }

    private Optional<WatchEvent> added(Entry<V> after) {
        return store.projection().dependsOnSelector() ? whole(after) : after.sharedAdded(() -> whole(after));
    }

    private Optional<WatchEvent> modified(Entry<V> before, Entry<V> after) {
        boolean own = store.projection().dependsOnSelector() || !after.follows(before);
        return own ? difference(before, after) : after.sharedModified(() -> difference(before, after));
    }

    private Optional<WatchEvent> whole(Entry<V> after) {
        return Optional.of(new WatchEvent(EventType.ADDED, store.projection().added(after.value(), selector)));
    }

    private Optional<WatchEvent> difference(Entry<V> before, Entry<V> after) {
        return store.projection()
                .modified(before.value(), after.value(), selector)
                .map(o -> new WatchEvent(EventType.MODIFIED, o));
    }

    private boolean selects(String key, Optional<Entry<V>> entry) {
        return entry.isPresent() && selector.selects(key, entry.get().span());
    }
}
