package antrea.grouping;

import antrea.kube.object.FlatMap;
import java.util.HashMap;
import java.util.Map;

/// What the index holds for one Namespace, known or only named by an entity or a selector.
final class NamespaceEntry<E> implements PairIndex.Labelled {
    private final String name;
    private final Map<Map<String, String>, LabelSet<E>> byLabels = new HashMap<>(4);
    private final PairIndex<LabelSet<E>> labelSets = new PairIndex<>();
    private final SelectionIndex<E> selections = new SelectionIndex<>();
    private Map<String, String> labels = FlatMap.EMPTY;
    private boolean known;

    NamespaceEntry(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /// Labels of the Namespace; empty while it is not known.
    @Override
    public Map<String, String> labels() {
        return labels;
    }

    /// Whether the Namespace exists: only then do selectors see its labels.
    boolean isKnown() {
        return known;
    }

    void know(Map<String, String> newLabels) {
        known = true;
        labels = newLabels;
    }

    void forget() {
        known = false;
        labels = FlatMap.EMPTY;
    }

    Map<Map<String, String>, LabelSet<E>> byLabels() {
        return byLabels;
    }

    PairIndex<LabelSet<E>> labelSets() {
        return labelSets;
    }

    /// Selections of this Namespace only.
    SelectionIndex<E> selections() {
        return selections;
    }

    /// Whether nothing needs this entry any more.
    boolean isUnused() {
        return !known && byLabels.isEmpty() && selections.isEmpty();
    }
}
