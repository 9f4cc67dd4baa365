package antrea.grouping;

import java.util.Map;

/// Entities of one Namespace that have equal labels: to every selector they are the same, so they are matched
/// once.
final class LabelSet<E> implements PairIndex.Labelled {
    private final NamespaceEntry<E> namespace;
    private final Map<String, String> labels;
    private final CompactSet<Entity<E>> entities = new CompactSet<>();
    private final CompactSet<Selection<E>> selections = new CompactSet<>();

    LabelSet(NamespaceEntry<E> namespace, Map<String, String> labels) {
        this.namespace = namespace;
        this.labels = labels;
    }

    NamespaceEntry<E> namespace() {
        return namespace;
    }

    @Override
    public Map<String, String> labels() {
        return labels;
    }

    CompactSet<Entity<E>> entities() {
        return entities;
    }

    /// Those that select these entities.
    CompactSet<Selection<E>> selections() {
        return selections;
    }
}
