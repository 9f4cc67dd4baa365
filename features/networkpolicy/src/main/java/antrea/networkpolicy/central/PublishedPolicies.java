package antrea.networkpolicy.central;

import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.serve.watch.WatchStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The three stores that Nodes watch.
public final class PublishedPolicies {
    private final WatchStore<NetworkPolicy> policies = new WatchStore<>(new Projections.Policies());
    private final WatchStore<AddressGroup> addressGroups = new WatchStore<>(new Projections.AddressGroups());
    private final WatchStore<PlacedGroup> appliedToGroups = new WatchStore<>(new Projections.AppliedToGroups());
    private final RealizedPolicies realized = new RealizedPolicies();
    private final CompletableFuture<Boolean> complete = new CompletableFuture<>();

    public WatchStore<NetworkPolicy> policies() {
        return policies;
    }

    public WatchStore<AddressGroup> addressGroups() {
        return addressGroups;
    }

    /// The values are an own form of the group; what leaves the store is an AppliedToGroup.
    public WatchStore<?> appliedToGroups() {
        return appliedToGroups;
    }

    WatchStore<PlacedGroup> placedGroups() {
        return appliedToGroups;
    }

    /// What the Nodes report about the policies.
    public RealizedPolicies realized() {
        return realized;
    }

    /// How many agents are connected: each watches the AppliedToGroups of its Node once.
    public int connectedAgentCount() {
        return appliedToGroups.watcherCount();
    }

    /// Done when the first complete state is in the stores; before, they must not be served.
    public CompletionStage<Boolean> complete() {
        return complete.minimalCompletionStage();
    }

    public boolean isComplete() {
        return complete.isDone();
    }

    void markComplete() {
        complete.complete(true);
    }

    /// Ends all watches.
    public void closeWatches() {
        policies.closeWatches();
        addressGroups.closeWatches();
        appliedToGroups.closeWatches();
    }
}
