package antrea.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// The keys that reality refused, why, and when each is tried again.
final class Refusals<K> {
    private record Refusal(String reason, int attempts, long dueNanos) {}

    private final Map<K, Refusal> refused = new HashMap<>();
    private final Timing timing;

    Refusals(Timing timing) {
        this.timing = timing;
    }

    /// Returns whether it is the first time, or for another reason than before.
    boolean add(K key, String reason, long nowNanos) {
        Refusal before = refused.get(key);
        int attempts = before == null ? 1 : before.attempts + 1;
        refused.put(key, new Refusal(reason, attempts, nowNanos + timing.retryNanos(attempts)));
        return before == null || !before.reason.equals(reason);
    }

    void clear(K key) {
        refused.remove(key);
    }

    Optional<String> reason(K key) {
        return Optional.ofNullable(refused.get(key)).map(Refusal::reason);
    }

    /// What stood in the way may be gone: all may be tried now.
    void retryAll(long nowNanos) {
        refused.replaceAll((_, refusal) -> new Refusal(refusal.reason, refusal.attempts, nowNanos));
    }

    boolean mayTry(K key, long nowNanos) {
        Refusal refusal = refused.get(key);
        return refusal == null || refusal.dueNanos - nowNanos <= 0;
    }

    /// Forgets the others: reality is right there without us.
    void keep(Predicate<K> stillWrong) {
        refused.keySet().removeIf(stillWrong.negate());
    }

    /// Of those keys that will be tried when their time has come.
    long nanosUntilNext(long nowNanos, Predicate<K> tried) {
        long least = Long.MAX_VALUE;
        for (Map.Entry<K, Refusal> entry : refused.entrySet()) {
            if (tried.test(entry.getKey())) {
                least = Math.min(least, Math.max(0, entry.getValue().dueNanos - nowNanos));
            }
        }
        return least;
    }

    Map<String, String> texts(Function<K, String> text) {
        Map<String, String> all = new HashMap<>();
        refused.forEach((key, refusal) -> all.put(text.apply(key), refusal.reason));
        return all;
    }
}
