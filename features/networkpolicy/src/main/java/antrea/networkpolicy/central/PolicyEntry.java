package antrea.networkpolicy.central;

import antrea.kube.object.ObjectKey;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.serve.watch.Span;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A policy with the groups it uses, as last calculated.
final class PolicyEntry implements WorkList.Item {
    private final ObjectKey key;
    private final NetworkPolicy policy;
    private final Instant created;
    private final List<AppliedGroup> appliedGroups;
    private final List<PeerGroup> peerGroups;
    private Span span = Span.of(Set.of());
    private boolean replaced;
    private int marks;

    PolicyEntry(
            ObjectKey key,
            Instant created,
            NetworkPolicy policy,
            List<AppliedGroup> appliedGroups,
            List<PeerGroup> peerGroups) {
        this.key = key;
        this.created = created;
        this.policy = policy;
        this.appliedGroups = List.copyOf(appliedGroups);
        this.peerGroups = List.copyOf(peerGroups);
    }

    /// Of the source object.
    ObjectKey key() {
        return key;
    }

    /// When the source object was made.
    Instant created() {
        return created;
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

    @Override
    public int marks() {
        return marks;
    }

    @Override
    public void mark(int newMarks) {
        marks = newMarks;
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
        Span now = Spans.ofGroups(appliedGroups);
        boolean changed = !now.equals(span);
        span = now;
        return changed;
    }
}
