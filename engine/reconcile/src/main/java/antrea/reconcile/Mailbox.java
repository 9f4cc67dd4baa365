package antrea.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What other threads have given to a [Reconciler] and it has not taken yet; changes coalesce per key.
final class Mailbox<K, V> {
    /// Somebody waits for these keys.
    record Waiter<K>(Set<K> keys, CompletableFuture<Outcome> outcome) {}

    record Mail<K, V>(Map<K, Optional<V>> changes, List<Waiter<K>> waiters, boolean resync, boolean gateOpen) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private Map<K, Optional<V>> changes = new HashMap<>();
    private List<Waiter<K>> waiters = new ArrayList<>();
    private boolean resync;
    private boolean gateOpen;
    private boolean news;
    private boolean closed;

    void submit(Changes<K, V> more) {
        locked(() -> {
            more.puts().forEach((key, value) -> changes.put(key, Optional.of(value)));
            more.removals().forEach(key -> changes.put(key, Optional.empty()));
        });
    }

    CompletableFuture<Outcome> await(Set<K> keys) {
        Waiter<K> waiter = new Waiter<>(new HashSet<>(keys), new CompletableFuture<>());
        locked(() -> waiters.add(waiter));
        return waiter.outcome;
    }

    void requestResync() {
        locked(() -> resync = true);
    }

    void openGate() {
        locked(() -> gateOpen = true);
    }

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

    Mail<K, V> take() {
        lock.lock();
        try {
            Mail<K, V> mail = new Mail<>(changes, waiters, resync, gateOpen);
            changes = new HashMap<>();
            waiters = new ArrayList<>();
            resync = false;
            news = false;
            return mail;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for mail, for the end, or until the time is over.
    void awaitNews(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!news && !closed && left > 0) {
                left = filled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            news = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }
}
