package antrea.reconcile;

import antrea.graph.Calculation;
import antrea.graph.Outlet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// The way from the calculation to one reconciler: holds the desired maps of all kinds of a plane, and hands over
/// what changed in them as one unit after each settled batch. `K` and `V` are the common types of all its kinds.
public final class Plane<K, V> implements Outlet, Realization {
    private final Calculation calculation;
    private final Reconciler<K, V> reconciler;
    private final Function<? super V, ? extends K> keyOf;
    private final ConflictListener conflicts;
    private final List<DesiredMap<K, V>> kinds = new ArrayList<>();

    /// Becomes an outlet of the calculation, and opens the reconciler's gate when all inputs are in sync. `keyOf`
    /// tells under which key a value stands.
    public Plane(
            String name,
            Calculation calculation,
            Reconciler<K, V> reconciler,
            Function<? super V, ? extends K> keyOf,
            ConflictListener conflicts) {
        this.calculation = calculation;
        this.reconciler = reconciler;
        this.keyOf = keyOf;
        this.conflicts = conflicts;
        calculation.outlet(name, this);
        calculation.onSynced(reconciler::openGate);
    }

    /// A new kind, as features see it. `render` makes the driver's value of a feature's; what it throws falls on
    /// the feature that states, and the owner's former statement stays.
    public <W> DesiredSet<W> kind(String kind, Function<? super W, ? extends V> render) {
        DesiredMap<K, V> desired = new DesiredMap<>(kind, keyOf, conflicts);
        kinds.add(desired);
        return (owner, values) -> desired.state(owner, rendered(values, render));
    }

    private static <W, V> List<V> rendered(Collection<? extends W> values, Function<? super W, ? extends V> render) {
        List<V> all = new ArrayList<>(values.size());
        for (W value : values) {
            all.add(render.apply(value));
        }
        return all;
    }

    @Override
    public void flush() {
        Map<K, V> puts = new LinkedHashMap<>();
        Set<K> removals = new LinkedHashSet<>();
        for (DesiredMap<K, V> kind : kinds) {
            Changes<K, V> changes = kind.takeChanges();
            puts.putAll(changes.puts());
            removals.addAll(changes.removals());
        }
        Changes<K, V> changes = new Changes<>(puts, removals);
        if (!changes.isEmpty()) {
            reconciler.submit(changes);
        }
    }

    @Override
    public CompletionStage<Outcome> whenRealized(Owner owner) {
        return whenAllRealized(List.of(owner));
    }

    @Override
    public CompletionStage<Outcome> whenAllRealized(Collection<Owner> owners) {
        return calculation.ask(() -> keys(owners)).thenCompose(reconciler::whenInPlace);
    }

    private Set<K> keys(Collection<Owner> owners) {
        Set<K> keys = new HashSet<>();
        for (DesiredMap<K, V> kind : kinds) {
            owners.forEach(owner -> keys.addAll(kind.keys(owner)));
        }
        return keys;
    }
}
