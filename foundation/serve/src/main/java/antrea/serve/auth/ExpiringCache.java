package antrea.serve.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Remembers values for a while. Never holds more than `limit` of them.
final class ExpiringCache<K, V> {
    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final long lifetimeNanos;
    private final int limit;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<K, Kept<V>> kept = new ConcurrentHashMap<>();

    private record Kept<V>(V value, long sinceNanos) {}

    ExpiringCache(Duration lifetime, int limit, LongSupplier nanoTime) {
        this.lifetimeNanos = lifetime.toNanos();
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    Optional<V> get(K key) {
        Kept<V> found = kept.get(key);
        return found != null && isFresh(found, nanoTime.getAsLong()) ? Optional.of(found.value) : Optional.empty();
    }

    void put(K key, V value) {
        long now = nanoTime.getAsLong();
        if (kept.size() >= limit) {
            kept.values().removeIf(k -> !isFresh(k, now));
            if (kept.size() >= limit) {
                kept.clear(); // a flood of fresh keys: forgetting costs a question, keeping costs memory
            }
        }
        kept.put(key, new Kept<>(value, now));
    }

    private boolean isFresh(Kept<V> entry, long now) {
        return now - entry.sinceNanos < lifetimeNanos;
    }
}
