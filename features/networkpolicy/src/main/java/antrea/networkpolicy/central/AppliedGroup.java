package antrea.networkpolicy.central;

import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.networkpolicy.api.Metadata;
import antrea.serve.watch.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// An AppliedToGroup in use: the policies that use it, and its members as last calculated.
final class AppliedGroup extends UsedGroup {
    private static final Span NOWHERE = Span.of(Set.of());

    private static final int FEW = 8;

    private final WorkList<AppliedGroup> dirty;
    private List<PodMember> members = List.of();
    private Span span = NOWHERE;

    /// Begins to use the selector; the members are calculated later.
    AppliedGroup(
            Grouping<PodMember> grouping, GroupSelector selector, String normalizedName, WorkList<AppliedGroup> dirty) {
        super(grouping, selector, normalizedName);
        this.dirty = dirty;
        dirty.add(this);
    }

    Span span() {
        return span;
    }

    @Override
    public void observeChange() {
        dirty.add(this);
    }

    /// Whether the span is another one now.
    boolean calculate() {
        List<PodMember> all = selected();
        all.removeIf(member -> !member.isScheduled());
        members = List.copyOf(all);
        Span now = spanOf(members);
        if (now.equals(span)) {
            return false;
        }
        span = now;
        return true;
    }

    private static Span spanOf(List<PodMember> members) {
        if (members.isEmpty()) {
            return NOWHERE;
        }
        Set<String> nodes = members.size() <= FEW ? new TreeSet<>() : new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
            nodes.add(members.get(i).nodeName());
        }
        return Span.of(nodes);
    }

    PlacedGroup published() {
        return new PlacedGroup(Metadata.of(name(), name()), members);
    }
}
