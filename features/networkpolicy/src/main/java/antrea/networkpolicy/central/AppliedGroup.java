package antrea.networkpolicy.central;

import antrea.graph.Dirty;
import antrea.grouping.CompactSet;
import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.grouping.Selection;
import antrea.grouping.SelectionListener;
import antrea.networkpolicy.api.Metadata;
import antrea.serve.watch.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// An AppliedToGroup in use: the policies that use it, and its members as last calculated.
final class AppliedGroup implements SelectionListener {
    private static final Span NOWHERE = Span.of(Set.of());

    private final Selection<PodMember> selection;
    private final Dirty<AppliedGroup> dirty;
    private final CompactSet<PolicyEntry> policies = new CompactSet<>();
    private List<PodMember> members = List.of();
    private Span span = NOWHERE;

    /// Begins to use the selector; the members are calculated later.
    AppliedGroup(Grouping<PodMember> grouping, GroupSelector selector, Dirty<AppliedGroup> dirty) {
        this.dirty = dirty;
        this.selection = grouping.select(selector, this);
        dirty.mark(this);
    }

    String name() {
        return selection.id();
    }

    Selection<PodMember> selection() {
        return selection;
    }

    CompactSet<PolicyEntry> policies() {
        return policies;
    }

    Span span() {
        return span;
    }

    @Override
    public void observeChange() {
        dirty.mark(this);
    }

    /// Whether the span is another one now.
    boolean calculate() {
        List<PodMember> scheduled = new ArrayList<>();
        selection.forEachMember(member -> {
            if (member.isScheduled()) {
                scheduled.add(member);
            }
        });
        scheduled.sort(PodMember.ORDER);
        members = List.copyOf(scheduled);
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
        Set<String> nodes = new HashSet<>();
        for (PodMember member : members) {
            nodes.add(member.nodeName());
        }
        return Span.of(nodes);
    }

    PlacedGroup published() {
        return new PlacedGroup(Metadata.of(name(), name()), members);
    }

    /// Whether a policy still uses it. One that is unused is calculated and published no more.
    boolean isUsed() {
        return !policies.isEmpty();
    }

    void drop(Grouping<PodMember> grouping) {
        grouping.unselect(selection, this);
    }
}
