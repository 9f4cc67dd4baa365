package antrea.grouping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Items by the label pairs that they have. The map of pairs is made when it is first asked for and worth it: many
/// indexes hold few items, or are never asked.
final class PairIndex<T extends PairIndex.Labelled> {
    private static final int LARGE = 24;

    /// Something with labels.
    interface Labelled {
        Map<String, String> labels();
    }

    private final CompactSet<T> all = new CompactSet<>();
    private Optional<Map<LabelPair, CompactSet<T>>> byPair = Optional.empty();

    void add(T item) {
        if (!all.add(item)) {
            return;
        }
        if (byPair.isPresent()) {
            enter(byPair.get(), item);
        }
    }

    private void enter(Map<LabelPair, CompactSet<T>> pairs, T item) {
        for (Map.Entry<String, String> label : item.labels().entrySet()) {
            pairs.computeIfAbsent(pair(label), _ -> new CompactSet<>()).add(item);
        }
    }

    /// To be called while the item has the labels it was added with.
    void remove(T item) {
        if (!all.remove(item) || byPair.isEmpty()) {
            return;
        }
        Map<LabelPair, CompactSet<T>> pairs = byPair.get();
        for (Map.Entry<String, String> label : item.labels().entrySet()) {
            pairs.computeIfPresent(pair(label), (_, items) -> {
                items.remove(item);
                return items.isEmpty() ? null : items;
            });
        }
    }

    CompactSet<T> all() {
        return all;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// A set that holds at least every item that has all these pairs: the smallest that is at hand.
    CompactSet<T> candidates(List<LabelPair> required) {
        if (byPair.isEmpty() && all.size() > LARGE && !required.isEmpty()) {
            Map<LabelPair, CompactSet<T>> pairs = new HashMap<>();
            all.forEach(known -> enter(pairs, known));
            byPair = Optional.of(pairs);
        }
        CompactSet<T> best = all;
        if (byPair.isPresent()) {
            for (LabelPair pair : required) {
                CompactSet<T> with = byPair.get().get(new LabelPair(false, pair.key(), pair.value()));
                if (with == null) {
                    return new CompactSet<>();
                }
                best = with.size() < best.size() ? with : best;
            }
        }
        return best;
    }

    /// The index knows what its items are, so the scope of a pair does not matter here.
    private static LabelPair pair(Map.Entry<String, String> label) {
        return new LabelPair(false, label.getKey(), label.getValue());
    }
}
