package antrea.feature;

import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Owner;
import antrea.reconcile.Realization;

/// Where a feature states what it wants: nothing is sent, all is stated. What is stated on the switch in one batch
/// of the calculation (flows, groups, meters, of all owners) becomes real in one atomic bundle.
public interface Desired {
    DesiredSet<Flow> flows();

    DesiredSet<Group> groups();

    DesiredSet<Meter> meters();

    /// Any other kind: those of the host are named in `antrea.hostnet`. Throws [IllegalArgumentException] for a
    /// kind that no plane of this process carries.
    <V> DesiredSet<V> of(DesiredKind<V> kind);

    /// When the switch has all that an owner stated of it.
    Realization onSwitch();

    /// When the host (routes, rules, sets, …) has all that an owner stated of it.
    Realization onHost();

    /// Both.
    default Realization everywhere() {
        return onSwitch().and(onHost());
    }

    /// For features that state under their own name and an object's.
    static Owner owner(FeatureId feature, String object) {
        return new Owner(feature.gate(), object);
    }
}
