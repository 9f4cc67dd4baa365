package antrea.feature;

import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Owner;
import antrea.reconcile.Realization;

/// Where a feature states what it wants: nothing is sent, all is stated. What is stated on the switch in one batch of
/// the calculation (flows, groups, meters, of all owners) becomes real in one atomic bundle.
public interface Desired {
    /// The set of this kind. Throws [IllegalArgumentException] for a kind no plane of this process carries.
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
