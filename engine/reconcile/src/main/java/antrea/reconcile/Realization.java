package antrea.reconcile;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Tells when stated things have become real.
@FunctionalInterface
public interface Realization {
    /// Any thread. Completes when everything that `owner` has stated up to now (inputs already given to inlets
    /// included) has been applied, or has been refused. What it withdrew is gone by then as well. It waits while
    /// the switch is away: callers bring their own time limit.
    CompletionStage<Outcome> whenRealized(Owner owner);

    /// As [#whenRealized], for all of them.
    default CompletionStage<Outcome> whenAllRealized(Collection<Owner> owners) {
        CompletionStage<Outcome> all = CompletableFuture.completedFuture(new Outcome.Realized());
        for (Owner owner : owners) {
            all = all.thenCombine(whenRealized(owner), Outcome::and);
        }
        return all;
    }

    /// Both, one after the other: for example switch and host.
    default Realization and(Realization other) {
        return owner -> whenRealized(owner).thenCombine(other.whenRealized(owner), Outcome::and);
    }
}
