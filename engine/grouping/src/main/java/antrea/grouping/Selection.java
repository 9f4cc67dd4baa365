package antrea.grouping;

import antrea.kube.object.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A selector in use and what it selects now. All users of selectors with the same normalised name share one.
public final class Selection<E> {
    private final GroupSelector selector;
    private final String normalizedName;
    private final CompactSet<LabelSet<E>> labelSets = new CompactSet<>();
    private final CompactSet<SelectionListener> listeners = new CompactSet<>();
    private Optional<LabelPair> hook = Optional.empty();
    private final String id;

    Selection(GroupSelector selector, String normalizedName, String id) {
        this.selector = selector;
        this.normalizedName = normalizedName;
        this.id = id;
    }

    public GroupSelector selector() {
        return selector;
    }

    public String normalizedName() {
        return normalizedName;
    }

    /// The name of groups made of this selector ([GroupSelector#id]).
    public String id() {
        return id;
    }

    /// Each selected entity once, in no order.
    public void forEachMember(Consumer<? super E> action) {
        for (int i = 0; i < labelSets.size(); i++) {
            CompactSet<Entity<E>> entities = labelSets.get(i).entities();
            for (int j = 0; j < entities.size(); j++) {
                action.accept(entities.get(j).member());
            }
        }
    }

    /// The selected entities, in no order.
    public List<E> members() {
        List<E> out = new ArrayList<>(
                labelSets.size() == 1 ? labelSets.get(0).entities().size() : 10);
        for (int i = 0; i < labelSets.size(); i++) {
            CompactSet<Entity<E>> entities = labelSets.get(i).entities();
            for (int j = 0; j < entities.size(); j++) {
                out.add(entities.get(j).member());
            }
        }
        return out;
    }

    boolean isOfOneNamespace() {
        return selector.namespaceSelector().isEmpty() && !selector.namespace().isEmpty();
    }

    /// Whether entities with these labels, in that Namespace, are selected.
    boolean matches(LabelSet<E> labelSet) {
        return matchesNamespace(labelSet.namespace()) && matchesLabels(selector.entitySelector(), labelSet);
    }

    boolean matchesNamespace(NamespaceEntry<E> namespace) {
        Optional<LabelSelector> byLabel = selector.namespaceSelector();
        if (byLabel.isPresent()) {
            return byLabel.get().isAll() || namespace.isKnown() && byLabel.get().matches(namespace.labels());
        }
        if (!selector.namespace().isEmpty()) {
            return selector.namespace().equals(namespace.name());
        }
        return !selector.isEmpty();
    }

    private static <E> boolean matchesLabels(Optional<LabelSelector> wanted, LabelSet<E> labelSet) {
        return wanted.isEmpty() || wanted.get().matches(labelSet.labels());
    }

    List<LabelPair> requiredPairs() {
        List<LabelPair> out = new ArrayList<>(requiredEntityPairs());
        out.addAll(requiredNamespacePairs());
        return out;
    }

    List<LabelPair> requiredEntityPairs() {
        return LabelPair.required(false, selector.entitySelector());
    }

    List<LabelPair> requiredNamespacePairs() {
        return LabelPair.required(true, selector.namespaceSelector());
    }

    /// The pair under which an index found a place for it.
    Optional<LabelPair> hook() {
        return hook;
    }

    void hangUnder(Optional<LabelPair> pair) {
        hook = pair;
    }

    CompactSet<LabelSet<E>> labelSets() {
        return labelSets;
    }

    CompactSet<SelectionListener> listeners() {
        return listeners;
    }

    void changed() {
        listeners.forEach(SelectionListener::observeChange);
    }
}
