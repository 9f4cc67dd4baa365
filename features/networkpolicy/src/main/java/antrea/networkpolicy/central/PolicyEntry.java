package antrea.networkpolicy.central;

import antrea.networkpolicy.api.NetworkPolicy;
import antrea.serve.watch.Span;
import java.util.List;
import java.util.Set;

/// A policy with the groups it uses, as last calculated.
final class PolicyEntry {
    private final NetworkPolicy policy;
    private final List<AppliedGroup> appliedGroups;
    private final List<PeerGroup> peerGroups;
    private Span span = Span.of(Set.of());
    private boolean replaced;

    PolicyEntry(NetworkPolicy policy, List<AppliedGroup> appliedGroups, List<PeerGroup> peerGroups) {
        this.policy = policy;
        this.appliedGroups = List.copyOf(appliedGroups);
        this.peerGroups = List.copyOf(peerGroups);
    }

    NetworkPolicy policy() {
        return policy;
    }

    List<AppliedGroup> appliedGroups() {
        return appliedGroups;
    }

    List<PeerGroup> peerGroups() {
        return peerGroups;
    }

    /// Whether another entry took its place, or the policy is gone.
    boolean isReplaced() {
        return replaced;
    }

    void markReplaced() {
        replaced = true;
    }

    /// The Nodes of all its AppliedToGroups.
    Span span() {
        return span;
    }

    /// Whether the span is another one now.
    boolean calculateSpan() {
        Span now = Spans.union(appliedGroups.size(), i -> appliedGroups.get(i).span());
        boolean changed = !now.equals(span);
        span = now;
        return changed;
    }
}
