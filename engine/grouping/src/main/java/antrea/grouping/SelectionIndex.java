package antrea.grouping;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Selections, found by the labels of what they could select. Each one hangs under one label pair that it
/// requires, of the entity or of its Namespace, or among those that require none. Few selections hold no map.
final class SelectionIndex<E> {
    private static final int LARGE = 16;

    private final CompactSet<Selection<E>> all = new CompactSet<>();
    private final CompactSet<Selection<E>> rest = new CompactSet<>();
    private Optional<Map<LabelPair, CompactSet<Selection<E>>>> byPair = Optional.empty();

    boolean isEmpty() {
        return all.isEmpty();
    }

    void add(Selection<E> selection) {
        all.add(selection);
        if (byPair.isPresent()) {
            hang(byPair.get(), selection);
        } else if (all.size() > LARGE) {
            Map<LabelPair, CompactSet<Selection<E>>> pairs = new HashMap<>();
            all.forEach(known -> hang(pairs, known));
            byPair = Optional.of(pairs);
        }
    }

    /// Under the pair that fewest others hang under, so that no pair becomes a list of everything.
    private void hang(Map<LabelPair, CompactSet<Selection<E>>> pairs, Selection<E> selection) {
        Optional<LabelPair> best = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        for (LabelPair pair : selection.requiredPairs()) {
            CompactSet<Selection<E>> there = pairs.get(pair);
            int count = there == null ? 0 : there.size();
            if (count < fewest) {
                fewest = count;
                best = Optional.of(pair);
            }
        }
        selection.hangUnder(best);
        if (best.isPresent()) {
            pairs.computeIfAbsent(best.get(), _ -> new CompactSet<>()).add(selection);
        } else {
            rest.add(selection);
        }
    }

    void remove(Selection<E> selection) {
        all.remove(selection);
        if (byPair.isEmpty()) {
            return;
        }
        if (selection.hook().isEmpty()) {
            rest.remove(selection);
            return;
        }
        byPair.get().computeIfPresent(selection.hook().get(), (_, with) -> {
            with.remove(selection);
            return with.isEmpty() ? null : with;
        });
    }

    /// Every selection that could select these entities, and some that do not.
    void forEachCandidate(LabelSet<E> labelSet, Consumer<? super Selection<E>> action) {
        if (byPair.isEmpty()) {
            all.forEach(action);
            return;
        }
        rest.forEach(action);
        forEachUnder(false, labelSet.labels(), action);
        forEachUnder(true, labelSet.namespace().labels(), action);
    }

    private void forEachUnder(boolean ofNamespace, Map<String, String> labels, Consumer<? super Selection<E>> action) {
        Map<LabelPair, CompactSet<Selection<E>>> pairs = byPair.orElse(Map.of());
        for (Map.Entry<String, String> label : labels.entrySet()) {
            CompactSet<Selection<E>> with = pairs.get(new LabelPair(ofNamespace, label.getKey(), label.getValue()));
            if (with != null) {
                with.forEach(action);
            }
        }
    }
}
