package antrea.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Numbers that follow from keys, for what the switch knows by number: a restarted agent, which hears of things in
/// another order, gives each the number under which the switch holds it already.
///
/// A key has a sequence of numbers it would like, made from a hash of its text. Of two keys that want one number
/// the lesser key gets it and the other goes on to its next: so the numbers are a function of the set of keys,
/// whatever the order in which they came and went (deferred acceptance, Gale and Shapley 1962). With 10,000 keys
/// there is such a pair in one of forty clusters.
///
/// Not thread-safe: it belongs to the calculation thread.
public final class StableNumbers<K extends Comparable<K>> {
    /// Below it there is room for numbers that features give by hand.
    public static final int FIRST = 1 << 16;

    private final int first;
    private final int count;
    private final Map<Integer, K> holders = new HashMap<>();
    private final Map<K, Integer> attempts = new HashMap<>();
    private int displaced;

    public StableNumbers() {
        this(FIRST, Integer.MAX_VALUE - FIRST);
    }

    /// Numbers `first` … `first + count - 1`.
    public StableNumbers(int first, int count) {
        this.first = first;
        this.count = count;
    }

    /// The number of a key that has been added. Throws [IllegalArgumentException] for another one.
    public int of(K key) {
        Integer attempt = attempts.get(key);
        if (attempt == null) {
            throw new IllegalArgumentException("no number for " + key);
        }
        return wish(key, attempt);
    }

    /// Gives the key a number, if it has none; returns those that have another one than before, itself aside.
    public Set<K> add(K key) {
        if (attempts.containsKey(key)) {
            return Set.of();
        }
        if (attempts.size() >= count) {
            throw new IllegalStateException("all " + count + " numbers are taken");
        }
        Set<K> moved = new HashSet<>();
        place(key, moved);
        moved.remove(key);
        return moved;
    }

    /// Frees the number of the key, if it has one; returns those that have another one than before.
    public Set<K> remove(K key) {
        Integer attempt = attempts.remove(key);
        if (attempt == null) {
            return Set.of();
        }
        holders.remove(wish(key, attempt));
        if (displaced == 0 || displaced == 1 && attempt > 0) {
            displaced -= attempt > 0 ? 1 : 0;
            return Set.of();
        }
        return placeAllAgain();
    }

    /// Somebody may get a better number by one that has gone. This is rare, so all is done anew.
    private Set<K> placeAllAgain() {
        Map<K, Integer> before = Map.copyOf(attempts);
        NavigableSet<K> keys = new TreeSet<>(before.keySet());
        attempts.clear();
        holders.clear();
        displaced = 0;
        keys.forEach(key -> place(key, new HashSet<>()));
        keys.removeIf(key -> Objects.equals(before.get(key), attempts.get(key)));
        return keys;
    }

    private void place(K key, Set<K> moved) {
        K seeking = key;
        int attempt = 0;
        while (true) {
            int number = wish(seeking, attempt);
            K holder = holders.get(number);
            if (holder != null && holder.compareTo(seeking) < 0) {
                attempt++;
                continue;
            }
            holders.put(number, seeking);
            attempts.put(seeking, attempt);
            displaced += attempt > 0 ? 1 : 0;
            moved.add(seeking);
            if (holder == null) {
                return;
            }
            int held = attempts.getOrDefault(holder, 0);
            displaced -= held > 0 ? 1 : 0;
            seeking = holder;
            attempt = held + 1;
        }
    }

    /// The hash of the text, then the numbers behind it. The text of a key and this hash are what makes a number
    /// the same in the next version of the agent.
    private int wish(K key, int attempt) {
        return first + (int) Math.floorMod(TextHash.of(key.toString()) + attempt, (long) count);
    }
}
