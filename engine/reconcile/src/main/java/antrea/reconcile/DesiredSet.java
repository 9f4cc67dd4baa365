package antrea.reconcile;

import java.util.Collection;
import java.util.List;

/// What features want there to be of one kind: flows, groups, routes … Written on the calculation thread.
public interface DesiredSet<V> {
    /// From now on `owner` wants exactly these. What it stated before and is not among them goes away, unless
    /// another owner wants the same. Owners that want different values under one key are a fault: it is logged,
    /// and the value that was first stays until its owner lets go of it.
    void state(Owner owner, Collection<? extends V> values);

    /// `owner` wants nothing of this kind any more.
    default void withdraw(Owner owner) {
        state(owner, List.of());
    }
}
