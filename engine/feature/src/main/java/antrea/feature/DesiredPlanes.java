package antrea.feature;

import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Realization;
import java.util.HashMap;
import java.util.Map;

/// The [Desired] of a process, put together from its planes when it starts.
public final class DesiredPlanes implements Desired {
    /// What the plane of the switch offers.
    public record Switch(
            DesiredSet<Flow> flows, DesiredSet<Group> groups, DesiredSet<Meter> meters, Realization realization) {}

    private final Switch onSwitch;
    private final Realization onHost;
    private final Map<DesiredKind<?>, DesiredSet<?>> sets = new HashMap<>();

    public DesiredPlanes(Switch onSwitch, Realization onHost) {
        this.onSwitch = onSwitch;
        this.onHost = onHost;
    }

    /// Adds a kind of the host. Throws [IllegalArgumentException] when it is there already.
    public <V> DesiredPlanes with(DesiredKind<V> kind, DesiredSet<V> set) {
        if (sets.putIfAbsent(kind, set) != null) {
            throw new IllegalArgumentException("two planes carry " + kind);
        }
        return this;
    }

    @Override
    public DesiredSet<Flow> flows() {
        return onSwitch.flows;
    }

    @Override
    public DesiredSet<Group> groups() {
        return onSwitch.groups;
    }

    @Override
    public DesiredSet<Meter> meters() {
        return onSwitch.meters;
    }

    @Override
    @SuppressWarnings("unchecked") // a kind is put in together with a set of its type
    public <V> DesiredSet<V> of(DesiredKind<V> kind) {
        DesiredSet<?> set = sets.get(kind);
        if (set == null) {
            throw new IllegalArgumentException("no plane of this process carries " + kind + ": add it where it starts");
        }
        return (DesiredSet<V>) set;
    }

    @Override
    public Realization onSwitch() {
        return onSwitch.realization;
    }

    @Override
    public Realization onHost() {
        return onHost;
    }
}
