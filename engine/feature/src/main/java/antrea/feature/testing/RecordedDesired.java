package antrea.feature.testing;

import antrea.feature.Desired;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredMap;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Outcome;
import antrea.reconcile.Realization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Keeps what a feature states, as the planes of the agent do; everything is realized at once. Two owners that
/// disagree fail the test. Kinds of the host are kept by value, so their conflicts are not seen here.
public final class RecordedDesired implements Desired {
    private final DesiredMap<Object, Flow> flows = new DesiredMap<>("flow", Flow::key, ConflictListener.throwing());
    private final DesiredMap<Object, Group> groups = new DesiredMap<>("group", Group::id, ConflictListener.throwing());
    private final DesiredMap<Object, Meter> meters = new DesiredMap<>("meter", Meter::id, ConflictListener.throwing());
    private final Map<DesiredKind<?>, DesiredMap<Object, ?>> others = new HashMap<>();

    @Override
    public DesiredSet<Flow> flows() {
        return flows;
    }

    @Override
    public DesiredSet<Group> groups() {
        return groups;
    }

    @Override
    public DesiredSet<Meter> meters() {
        return meters;
    }

    @Override
    public <V> DesiredSet<V> of(DesiredKind<V> kind) {
        return map(kind);
    }

    @Override
    public Realization onSwitch() {
        return _ -> CompletableFuture.completedFuture(new Outcome.Realized());
    }

    @Override
    public Realization onHost() {
        return onSwitch();
    }

    /// All flows that are desired now.
    public Set<Flow> allFlows() {
        return values(flows);
    }

    /// All groups that are desired now.
    public Set<Group> allGroups() {
        return values(groups);
    }

    /// All meters that are desired now.
    public Set<Meter> allMeters() {
        return values(meters);
    }

    /// All values of this kind that are desired now.
    public <V> Set<V> all(DesiredKind<V> kind) {
        return values(map(kind));
    }

    @SuppressWarnings("unchecked") // the kind carries the type, and each kind has its own map
    private <V> DesiredMap<Object, V> map(DesiredKind<V> kind) {
        return (DesiredMap<Object, V>) others.computeIfAbsent(
                kind, _ -> new DesiredMap<Object, V>(kind.name(), value -> value, ConflictListener.throwing()));
    }

    private static <V> Set<V> values(DesiredMap<Object, V> map) {
        map.takeChanges(); // reports conflicts
        Set<V> all = new HashSet<>();
        map.forEach((_, value) -> all.add(value));
        return all;
    }
}
