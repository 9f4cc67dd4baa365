package antrea.networkpolicy.node;

import antrea.graph.SourceInlet;
import antrea.kube.object.ObjectKey;
import antrea.kube.watch.ObjectSink;
import java.lang.System.Logger;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Keeps one source, and the files behind it, equal to what the controller has of that kind. Changes of groups are
/// put together to whole groups here, so that the calculation sees values only.
///
/// When the controller cannot be reached at the start, what the files have counts as the first state, as soon as
/// the first try has failed. What the controller says later replaces it.
final class ReplicaSink<T> implements ObjectSink<ControlPlaneObject> {
    private static final Logger LOG = System.getLogger(ReplicaSink.class.getName());

    private final ControlPlaneKind<T> kind;
    private final SourceInlet<String, T> inlet;
    private final StoredObjects<T> store;
    private final Map<String, T> known = new HashMap<>();
    private boolean settled;

    ReplicaSink(ControlPlaneKind<T> kind, SourceInlet<String, T> inlet, StoredObjects<T> store) {
        this.kind = kind;
        this.inlet = inlet;
        this.store = store;
    }

    @Override
    public void onReplace(Collection<ControlPlaneObject> all) {
        settled = true;
        known.clear();
        for (ControlPlaneObject object : all) {
            kind.merge().apply(object, known).ifPresent(value -> known.put(kind.nameOf(value), value));
        }
        handOver();
        store.replaceAll(known.values());
    }

    private void handOver() {
        inlet.replaceAll(Map.copyOf(known));
        inlet.markSynced();
    }

    @Override
    public void onUpsert(ControlPlaneObject object) {
        kind.merge().apply(object, known).ifPresent(value -> {
            known.put(kind.nameOf(value), value);
            inlet.put(kind.nameOf(value), value);
            store.put(value);
        });
    }

    @Override
    public void onDelete(ObjectKey key) {
        known.remove(key.name());
        inlet.remove(key.name());
        store.remove(key.name());
    }

    @Override
    public void onUnavailable(String why) {
        if (settled) {
            return;
        }
        settled = true; // nobody writes the files while the controller is away: a second look finds the same
        store.load().ifPresent(stored -> {
            stored.forEach(value -> known.put(kind.nameOf(value), value));
            handOver();
            LOG.log(
                    Logger.Level.WARNING,
                    "The controller cannot be reached, its last word is used: kind={0} objects={1} error=\"{2}\"",
                    kind.resource(),
                    known.size(),
                    why);
        });
    }
}
