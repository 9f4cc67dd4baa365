package antrea.pipeline.trace;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.Match;
import antrea.pipeline.NumericFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One table: flows grouped by the set of bits they match (a [Tuple] each), so that a look-up costs one hash a
/// tuple. Conjunctive flows as in ovs-fields(7), section "Conjunctive Match Fields".
final class FlowTable {
    private static final Comparator<Tuple> HIGHEST_FIRST =
            Comparator.comparingInt((Tuple t) -> t.maxPriority).reversed();

    private final Map<TupleKey, Tuple> byKey = new HashMap<>();
    private final Map<Identity, Entry> byIdentity = new HashMap<>();
    private Tuple[] tuples = new Tuple[0];
    private boolean sorted = true;

    private record Identity(int priority, Match match) {}

    private record TupleKey(List<Integer> slots, List<Long> masks) {}

    /// A flow ready for look-up.
    static final class Entry {
        final NumericFlow flow;
        final Slots.Compiled match;
        final List<Action.Conjunction> conjunctions;
        final int fewestClauses;
        final long hash;

        @Nullable
        Entry nextInBucket;

        Entry(NumericFlow flow) {
            this.flow = flow;
            this.match = Slots.compile(flow.match());
            List<Action.Conjunction> found = new ArrayList<>();
            int fewest = Integer.MAX_VALUE;
            for (Action action : flow.actions()) {
                if (action instanceof Action.Conjunction c) {
                    found.add(c);
                    fewest = Math.min(fewest, c.clauseCount());
                }
            }
            this.conjunctions = List.copyOf(found);
            this.fewestClauses = fewest;
            long h = 0;
            for (long value : match.values()) {
                h = mix(h, value);
            }
            this.hash = h;
        }

        boolean isSoft() {
            return !conjunctions.isEmpty();
        }
    }

    /// All flows that match the same bits. Each bucket is sorted, the highest priority first.
    private static final class Tuple {
        final int[] slots;
        final long[] masks;
        final TupleKey key;

        @Nullable
        Entry[] buckets = new @Nullable Entry[8];

        int size;
        int maxPriority;

        Tuple(Slots.Compiled shape, TupleKey key) {
            this.slots = shape.slots();
            this.masks = shape.masks();
            this.key = key;
        }

        @Nullable
        Entry find(long[] packet) {
            long hash = 0;
            for (int i = 0; i < slots.length; i++) {
                hash = mix(hash, packet[slots[i]] & masks[i]);
            }
            Entry entry = buckets[index(hash)];
            while (entry != null && !(entry.hash == hash && agrees(entry, packet))) {
                entry = entry.nextInBucket;
            }
            return entry;
        }

        /// The next flow of lower priority with the very same match.
        @Nullable
        Entry lower(Entry than) {
            Entry entry = than.nextInBucket;
            while (entry != null
                    && !(entry.hash == than.hash && Arrays.equals(entry.match.values(), than.match.values()))) {
                entry = entry.nextInBucket;
            }
            return entry;
        }

        private boolean agrees(Entry entry, long[] packet) {
            long[] values = entry.match.values();
            for (int i = 0; i < slots.length; i++) {
                if ((packet[slots[i]] & masks[i]) != values[i]) {
                    return false;
                }
            }
            return true;
        }

        private int index(long hash) {
            return (int) (hash ^ hash >>> 32) & buckets.length - 1;
        }

        void add(Entry entry) {
            if (size >= buckets.length) {
                grow();
            }
            insert(entry);
            size++;
            maxPriority = Math.max(maxPriority, entry.flow.priority());
        }

        private void insert(Entry entry) {
            int at = index(entry.hash);
            Entry before = null;
            Entry after = buckets[at];
            while (after != null && after.flow.priority() >= entry.flow.priority()) {
                before = after;
                after = after.nextInBucket;
            }
            entry.nextInBucket = after;
            if (before == null) {
                buckets[at] = entry;
            } else {
                before.nextInBucket = entry;
            }
        }

        private void grow() {
            @Nullable Entry[] old = buckets;
            buckets = new @Nullable Entry[2 * old.length];
            for (Entry head : old) {
                Entry entry = head;
                while (entry != null) {
                    Entry next = entry.nextInBucket;
                    insert(entry);
                    entry = next;
                }
            }
        }

        void remove(Entry gone) {
            int at = index(gone.hash);
            Entry before = null;
            Entry entry = buckets[at];
            while (entry != null && entry != gone) {
                before = entry;
                entry = entry.nextInBucket;
            }
            if (entry == null) {
                return;
            }
            if (before == null) {
                buckets[at] = entry.nextInBucket;
            } else {
                before.nextInBucket = entry.nextInBucket;
            }
            size--;
            if (gone.flow.priority() == maxPriority) {
                maxPriority = highest();
            }
        }

        private int highest() {
            int out = 0;
            for (Entry head : buckets) {
                for (Entry e = head; e != null; e = e.nextInBucket) {
                    out = Math.max(out, e.flow.priority());
                }
            }
            return out;
        }
    }

    private static long mix(long hash, long value) {
        long x = (hash ^ value) * 0x9e3779b97f4a7c15L;
        return x ^ x >>> 29;
    }

    int size() {
        return byIdentity.size();
    }

    List<NumericFlow> flows() {
        List<NumericFlow> out = new ArrayList<>();
        byIdentity.values().forEach(e -> out.add(e.flow));
        return out;
    }

    /// Adds the flow, or replaces the one with the same priority and match. Answers the replaced one.
    @Nullable
    NumericFlow put(NumericFlow flow) {
        NumericFlow had = remove(flow.priority(), flow.match());
        Entry entry = new Entry(flow);
        byIdentity.put(new Identity(flow.priority(), flow.match()), entry);
        Tuple tuple = byKey.computeIfAbsent(keyOf(entry.match), key -> {
            Tuple fresh = new Tuple(entry.match, key);
            tuples = Arrays.copyOf(tuples, tuples.length + 1);
            tuples[tuples.length - 1] = fresh;
            return fresh;
        });
        tuple.add(entry);
        sorted = false;
        return had;
    }

    @Nullable
    NumericFlow remove(int priority, Match match) {
        Entry had = byIdentity.remove(new Identity(priority, match));
        if (had == null) {
            return null;
        }
        Tuple tuple = byKey.get(keyOf(had.match));
        if (tuple != null) {
            tuple.remove(had);
            if (tuple.size == 0) {
                byKey.remove(tuple.key);
                tuples = Arrays.stream(tuples).filter(t -> t != tuple).toArray(Tuple[]::new);
            }
            sorted = false;
        }
        return had.flow;
    }

    private static TupleKey keyOf(Slots.Compiled match) {
        return new TupleKey(
                Arrays.stream(match.slots()).boxed().toList(),
                Arrays.stream(match.masks()).boxed().toList());
    }

    /// The flow that takes the packet. `packet` may be written to (conj_id) but is restored.
    @Nullable
    Entry lookUp(long[] packet) {
        if (!sorted) {
            Arrays.sort(tuples, HIGHEST_FIRST);
            sorted = true;
        }
        Entry hard = null;
        List<Soft> soft = null;
        for (Tuple tuple : tuples) {
            if (hard != null && tuple.maxPriority <= hard.flow.priority()) {
                break;
            }
            Entry found = tuple.find(packet);
            if (found == null || hard != null && found.flow.priority() <= hard.flow.priority()) {
                continue;
            }
            if (!found.isSoft()) {
                hard = found;
            } else {
                soft = soft == null ? new ArrayList<>() : soft;
                soft.add(new Soft(tuple, found));
            }
        }
        return soft == null ? hard : Conjunctions.resolve(this, packet, hard, soft);
    }

    /// A clause that the packet fulfils, with the tuple in which its flow stands.
    static final class Soft {
        private final Tuple tuple;
        private Entry entry;

        private Soft(Tuple tuple, Entry entry) {
            this.tuple = tuple;
            this.entry = entry;
        }

        Entry entry() {
            return entry;
        }

        /// Steps down to the same match at a lower priority; false when there is none.
        boolean descend() {
            Entry next = tuple.lower(entry);
            if (next == null) {
                return false;
            }
            entry = next;
            return true;
        }
    }

    /// The flow that takes the packet when clauses count for nothing: the look-up with a conj_id set.
    @Nullable
    Entry lookUpHard(long[] packet) {
        Entry hard = null;
        for (Tuple tuple : tuples) {
            if (hard != null && tuple.maxPriority <= hard.flow.priority()) {
                break;
            }
            Entry found = tuple.find(packet);
            if (found != null && !found.isSoft() && (hard == null || found.flow.priority() > hard.flow.priority())) {
                hard = found;
            }
        }
        return hard;
    }
}
