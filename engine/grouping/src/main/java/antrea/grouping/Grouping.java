package antrea.grouping;

import antrea.kube.object.FlatMap;
import antrea.kube.object.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The label index for one kind of entity (Pods, or ExternalEntities). `E` is what the owner wants back for a
/// member; a member that is replaced by one that is not equal counts as a change of every selection that has it.
///
/// What a selection holds depends on the present entities, Namespaces and selectors only. A Namespace that was not
/// put is unknown: selectors by Namespace label do not select it, unless they select every Namespace.
public final class Grouping<E> {
    /// So few label sets are matched rather than looked up.
    private static final int FEW = 8;

    private final GroupIds ids = new GroupIds();
    private final Map<ObjectKey, Entity<E>> entities = new HashMap<>();
    private final Map<String, NamespaceEntry<E>> namespaces = new HashMap<>();
    private final Map<String, Selection<E>> selections = new HashMap<>();
    private final SelectionIndex<E> clusterSelections = new SelectionIndex<>();
    private Optional<PairIndex<NamespaceEntry<E>>> namespacesByLabel = Optional.empty();
    private Optional<PairIndex<LabelSet<E>>> labelSetsOfCluster = Optional.empty();

    /// Adds an entity or replaces it.
    public void put(ObjectKey key, Map<String, String> labels, E member) {
        Entity<E> known = entities.get(key);
        if (known == null) {
            LabelSet<E> labelSet = labelSet(key.namespace(), labels);
            Entity<E> entity = new Entity<>(member, labelSet);
            labelSet.entities().add(entity);
            entities.put(key, entity);
            labelSet.selections().forEach(Selection::changed);
            return;
        }
        boolean memberChanged = !known.member().equals(member);
        known.become(member);
        if (!known.labelSet().labels().equals(labels)) {
            move(known, labelSet(key.namespace(), labels), memberChanged);
        } else if (memberChanged) {
            known.labelSet().selections().forEach(Selection::changed);
        }
    }

    private void move(Entity<E> entity, LabelSet<E> after, boolean memberChanged) {
        LabelSet<E> before = entity.labelSet();
        before.entities().remove(entity);
        after.entities().add(entity);
        entity.move(after);
        before.selections().forEach(selection -> {
            if (memberChanged || !after.selections().contains(selection)) {
                selection.changed();
            }
        });
        after.selections().forEach(selection -> {
            if (!before.selections().contains(selection)) {
                selection.changed();
            }
        });
        dropIfEmpty(before);
    }

    /// Takes an entity out; nothing happens when it is not there.
    public void remove(ObjectKey key) {
        Entity<E> entity = entities.remove(key);
        if (entity == null) {
            return;
        }
        LabelSet<E> labelSet = entity.labelSet();
        labelSet.entities().remove(entity);
        labelSet.selections().forEach(Selection::changed);
        dropIfEmpty(labelSet);
    }

    /// Makes the labels of a Namespace known.
    public void putNamespace(String name, Map<String, String> labels) {
        NamespaceEntry<E> namespace = namespace(name);
        if (namespace.isKnown() && namespace.labels().equals(labels)) {
            return;
        }
        namespacesByLabel.ifPresent(index -> index.remove(namespace));
        namespace.know(FlatMap.copyOf(labels));
        namespacesByLabel.ifPresent(index -> index.add(namespace));
        rematch(namespace);
    }

    /// Forgets the labels of a Namespace. Its entities stay until they are removed.
    public void removeNamespace(String name) {
        NamespaceEntry<E> namespace = namespaces.get(name);
        if (namespace == null || !namespace.isKnown()) {
            return;
        }
        namespacesByLabel.ifPresent(index -> index.remove(namespace));
        namespace.forget();
        namespacesByLabel.ifPresent(index -> index.add(namespace));
        rematch(namespace);
        dropIfUnused(namespace);
    }

    private void rematch(NamespaceEntry<E> namespace) {
        if (clusterSelections.isEmpty()) {
            return;
        }
        for (LabelSet<E> labelSet : namespace.labelSets().all().toList()) {
            for (Selection<E> selection : labelSet.selections().toList()) {
                if (!selection.matches(labelSet)) {
                    detach(labelSet, selection);
                    selection.changed();
                }
            }
            clusterSelections.forEachCandidate(labelSet, selection -> {
                if (selection.matches(labelSet) && attach(labelSet, selection)) {
                    selection.changed();
                }
            });
        }
    }

    /// Begins to use a selector. The listener is told of changes from now on, not of the present members.
    public Selection<E> select(GroupSelector selector, SelectionListener listener) {
        return select(selector, selector.normalizedName(), listener);
    }

    /// As [#select(GroupSelector, SelectionListener)], for who has the normalised name at hand already.
    public Selection<E> select(GroupSelector selector, String normalizedName, SelectionListener listener) {
        Selection<E> selection = selections.get(normalizedName);
        if (selection == null) {
            selection = new Selection<>(selector, normalizedName, ids.idOf(normalizedName));
            selections.put(normalizedName, selection);
            enter(selection);
        }
        selection.listeners().add(listener);
        return selection;
    }

    /// Ends a use; the last one drops the selection.
    public void unselect(Selection<E> selection, SelectionListener listener) {
        if (!selection.listeners().remove(listener) || !selection.listeners().isEmpty()) {
            return;
        }
        selections.remove(selection.normalizedName());
        selection.labelSets().forEach(labelSet -> labelSet.selections().remove(selection));
        if (selection.isOfOneNamespace()) {
            NamespaceEntry<E> namespace = namespace(selection.selector().namespace());
            namespace.selections().remove(selection);
            dropIfUnused(namespace);
        } else {
            clusterSelections.remove(selection);
        }
    }

    /// The selections that have this entity as a member, in no order; empty when there is no such entity.
    public Optional<List<Selection<E>>> selectionsOf(ObjectKey key) {
        return Optional.ofNullable(entities.get(key))
                .map(entity -> entity.labelSet().selections().toList());
    }

    public Optional<E> member(ObjectKey key) {
        return Optional.ofNullable(entities.get(key)).map(Entity::member);
    }

    public int entityCount() {
        return entities.size();
    }

    public int selectionCount() {
        return selections.size();
    }

    private NamespaceEntry<E> namespace(String name) {
        return namespaces.computeIfAbsent(name, _ -> {
            NamespaceEntry<E> created = new NamespaceEntry<>(name);
            namespacesByLabel.ifPresent(index -> index.add(created));
            return created;
        });
    }

    private LabelSet<E> labelSet(String namespaceName, Map<String, String> labels) {
        NamespaceEntry<E> namespace = namespace(namespaceName);
        LabelSet<E> known = namespace.byLabels().get(labels);
        if (known != null) {
            return known;
        }
        LabelSet<E> created = new LabelSet<>(namespace, FlatMap.copyOf(labels));
        namespace.byLabels().put(created.labels(), created);
        namespace.labelSets().add(created);
        labelSetsOfCluster.ifPresent(index -> index.add(created));
        namespace.selections().forEachCandidate(created, selection -> attachIfMatching(created, selection));
        clusterSelections.forEachCandidate(created, selection -> attachIfMatching(created, selection));
        return created;
    }

    private void dropIfEmpty(LabelSet<E> labelSet) {
        if (!labelSet.entities().isEmpty()) {
            return;
        }
        NamespaceEntry<E> namespace = labelSet.namespace();
        labelSet.selections().forEach(selection -> selection.labelSets().remove(labelSet));
        namespace.byLabels().remove(labelSet.labels());
        namespace.labelSets().remove(labelSet);
        labelSetsOfCluster.ifPresent(index -> index.remove(labelSet));
        dropIfUnused(namespace);
    }

    private void dropIfUnused(NamespaceEntry<E> namespace) {
        if (namespace.isUnused()) {
            namespaces.remove(namespace.name());
            namespacesByLabel.ifPresent(index -> index.remove(namespace));
        }
    }

    private void enter(Selection<E> selection) {
        if (selection.isOfOneNamespace()) {
            NamespaceEntry<E> namespace = namespace(selection.selector().namespace());
            namespace.selections().add(selection);
            enter(selection, namespace);
            return;
        }
        clusterSelections.add(selection);
        if (!selection.requiredNamespacePairs().isEmpty()) {
            namespacesByLabel()
                    .candidates(selection.requiredNamespacePairs())
                    .forEach(namespace -> enter(selection, namespace));
        } else if (!selection.requiredEntityPairs().isEmpty()) {
            labelSetsOfCluster()
                    .candidates(selection.requiredEntityPairs())
                    .forEach(labelSet -> attachIfMatching(labelSet, selection));
        } else if (!selection.selector().isEmpty()) {
            namespaces.values().forEach(namespace -> enter(selection, namespace));
        }
    }

    private void enter(Selection<E> selection, NamespaceEntry<E> namespace) {
        if (!selection.matchesNamespace(namespace)) {
            return;
        }
        CompactSet<LabelSet<E>> all = namespace.labelSets().all();
        CompactSet<LabelSet<E>> candidates =
                all.size() <= FEW ? all : namespace.labelSets().candidates(selection.requiredEntityPairs());
        for (int i = 0; i < candidates.size(); i++) {
            attachIfMatching(candidates.get(i), selection);
        }
    }

    private PairIndex<NamespaceEntry<E>> namespacesByLabel() {
        if (namespacesByLabel.isEmpty()) {
            PairIndex<NamespaceEntry<E>> index = new PairIndex<>();
            namespaces.values().forEach(index::add);
            namespacesByLabel = Optional.of(index);
        }
        return namespacesByLabel.get();
    }

    private PairIndex<LabelSet<E>> labelSetsOfCluster() {
        if (labelSetsOfCluster.isEmpty()) {
            PairIndex<LabelSet<E>> index = new PairIndex<>();
            namespaces.values().forEach(namespace -> namespace.labelSets().all().forEach(index::add));
            labelSetsOfCluster = Optional.of(index);
        }
        return labelSetsOfCluster.get();
    }

    private void attachIfMatching(LabelSet<E> labelSet, Selection<E> selection) {
        if (selection.matches(labelSet)) {
            attach(labelSet, selection);
        }
    }

    private boolean attach(LabelSet<E> labelSet, Selection<E> selection) {
        return labelSet.selections().add(selection) && selection.labelSets().add(labelSet);
    }

    private void detach(LabelSet<E> labelSet, Selection<E> selection) {
        labelSet.selections().remove(selection);
        selection.labelSets().remove(labelSet);
    }
}
