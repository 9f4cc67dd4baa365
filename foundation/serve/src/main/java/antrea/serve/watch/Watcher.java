package antrea.serve.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// One watcher of a [WatchStore]. Fields are guarded by the lock of the store, where nothing else is said.
final class Watcher<V> implements WatchStream {
    private static final int BATCH = 16;

    private final WatchStore<V> store;
    private final WatchSelector selector;
    /// Keys that changed, in the order of their first change, with the state that this watcher was told last.
    private final LinkedHashMap<String, Optional<Entry<V>>> pending = new LinkedHashMap<>();
    /// How many of the first pending keys belong to the initial state; -1 when the BOOKMARK is out.
    private int initial;
    /// Changes taken but not yet turned into events, empty for the BOOKMARK. Touched by the reader alone.
    private final ArrayDeque<Optional<Change<V>>> fetched = new ArrayDeque<>();

    private Optional<Thread> waiting = Optional.empty();
    private long lastFetchNanos;
    private boolean ended;

    Watcher(WatchStore<V> store, WatchSelector selector) {
        this.store = store;
        this.selector = selector;
        this.lastFetchNanos = store.now();
    }

    void addInitial(String key) {
        pending.put(key, Optional.empty());
        initial++;
    }

    /// Gives the reader that is to be woken when the lock is free again, if it waits.
    Optional<Thread> observe(String key, Optional<Entry<V>> before, Optional<Entry<V>> after, long now) {
        if (!selects(key, before) && !selects(key, after)) {
            return Optional.empty();
        }
        if (pending.isEmpty() && initial < 0) {
            lastFetchNanos = now;
        }
        // what is pending already keeps the state that the watcher was told, not the one in between
        pending.putIfAbsent(key, before);
        Optional<Thread> toWake = waiting;
        waiting = Optional.empty();
        return toWake;
    }

    boolean isStalled(long now) {
        return !pending.isEmpty() && now - lastFetchNanos > WatchStore.STALL_LIMIT.toNanos();
    }

    void end() {
        ended = true;
        pending.clear();
        waiting.ifPresent(LockSupport::unpark);
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
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            if (fetched.isEmpty()) {
                switch (fetch()) {
                    case FETCHED -> {}
                    case OVER -> {
                        return Pause.ENDED;
                    }
                    case NOTHING -> {
                        long left = end - System.nanoTime();
                        if (left <= 0) {
                            return Pause.IDLE;
                        }
                        LockSupport.parkNanos(this, left);
                        if (Thread.currentThread().isInterrupted()) {
                            return Pause.ENDED;
                        }
                        continue;
                    }
                }
            }
            // outside of the lock: the expensive part
            Optional<Change<V>> change = fetched.removeFirst();
            Optional<WatchEvent> event = change.isEmpty() ? bookmark() : event(change.get());
            if (event.isPresent()) {
                return new Event(event.get());
            }
        }
    }

    /// From what the watcher knows to what is true.
    private record Change<V>(String key, Optional<Entry<V>> before, Optional<Entry<V>> after) {}

    private enum Fetch {
        FETCHED,
        NOTHING,
        OVER
    }

    /// Takes some changes, or registers the reader to be woken. A condition of the lock will not do: its signal
    /// puts each reader into the queue for the lock, and the writer behind all of them.
    private Fetch fetch() {
        store.lock().lock();
        try {
            if (ended) {
                return Fetch.OVER;
            }
            takeChanges();
            waiting = fetched.isEmpty() ? Optional.of(Thread.currentThread()) : Optional.empty();
            return fetched.isEmpty() ? Fetch.NOTHING : Fetch.FETCHED;
        } finally {
            store.lock().unlock();
        }
    }

    private void takeChanges() {
        lastFetchNanos = store.now();
        while (fetched.size() < BATCH) {
            if (initial == 0) {
                initial = -1;
                fetched.add(Optional.empty());
            }
            Map.Entry<String, Optional<Entry<V>>> first = pending.pollFirstEntry();
            if (first == null) {
                return;
            }
            initial -= initial > 0 ? 1 : 0;
            String key = first.getKey();
            fetched.add(Optional.of(new Change<>(key, first.getValue(), store.current(key))));
        }
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
