package antrea.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The one door to the calculation thread. Changes coalesce per source and key, so that its size is bounded by the
/// number of keys, however slow the calculation is.
final class Inbox {
    /// What one batch holds.
    record Batch(List<Pending<?, ?>> changes, List<Runnable> events, List<Runnable> questions) {
        boolean isEmpty() {
            return changes.isEmpty() && events.isEmpty() && questions.isEmpty();
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private Map<Source<?, ?>, Pending<?, ?>> changes = new LinkedHashMap<>();
    private List<Runnable> events = new ArrayList<>();
    private List<Runnable> questions = new ArrayList<>();
    private boolean closed;

    /// The changes of one source since the last batch: a full list if one came, and what came after it.
    static final class Pending<K, V> {
        private final Source<K, V> source;
        private Optional<Map<K, V>> list = Optional.empty();
        private final Map<K, Optional<V>> later = new HashMap<>();
        private boolean markSynced;

        Pending(Source<K, V> source) {
            this.source = source;
        }

        void apply() {
            list.ifPresent(source::applyAll);
            later.forEach(source::apply);
            if (markSynced) {
                source.markSynced();
            }
        }
    }

    <K, V> SourceInlet<K, V> inlet(Source<K, V> source) {
        return new SourceInlet<>() {
            @Override
            public void put(K key, V value) {
                locked(() -> pending(source).later.put(key, Optional.of(value)));
            }

            @Override
            public void remove(K key) {
                locked(() -> pending(source).later.put(key, Optional.empty()));
            }

            @Override
            public void replaceAll(Map<K, V> entries) {
                locked(() -> {
                    Pending<K, V> pending = pending(source);
                    pending.list = Optional.of(entries);
                    pending.later.clear();
                });
            }

            @Override
            public void markSynced() {
                locked(() -> pending(source).markSynced = true);
            }
        };
    }

    void event(Runnable event) {
        locked(() -> events.add(event));
    }

    void question(Runnable question) {
        locked(() -> questions.add(question));
    }

    /// Wakes the loop for good.
    void close() {
        locked(() -> closed = true);
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Takes all there is, without waiting.
    Batch drain() {
        lock.lock();
        try {
            Batch batch = new Batch(List.copyOf(changes.values()), events, questions);
            changes = new LinkedHashMap<>();
            events = new ArrayList<>();
            questions = new ArrayList<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something is there, the inbox is closed, or the time is over.
    void await(long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeoutNanos;
            while (!closed && changes.isEmpty() && events.isEmpty() && questions.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked") // entered under its own source just below
    private <K, V> Pending<K, V> pending(Source<K, V> source) {
        return (Pending<K, V>) changes.computeIfAbsent(source, _ -> new Pending<>(source));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            filled.signal();
        } finally {
            lock.unlock();
        }
    }
}
