package antrea.networkpolicy.central;

import antrea.grouping.CompactSet;
import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.grouping.Selection;
import antrea.grouping.SelectionListener;
import antrea.networkpolicy.api.Metadata;
import antrea.serve.watch.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// An AppliedToGroup in use: the policies that use it, and its members as last calculated.
final class AppliedGroup implements SelectionListener, WorkList.Item {
    private static final Span NOWHERE = Span.of(Set.of());

    private static final int FEW = 8;

    private final Selection<PodMember> selection;
    private final WorkList<AppliedGroup> dirty;
    private final CompactSet<PolicyEntry> policies = new CompactSet<>();
    private List<PodMember> members = List.of();
    private Span span = NOWHERE;
    private int marks;

    /// Begins to use the selector; the members are calculated later.
    AppliedGroup(
            Grouping<PodMember> grouping, GroupSelector selector, String normalizedName, WorkList<AppliedGroup> dirty) {
        this.dirty = dirty;
        this.selection = grouping.select(selector, normalizedName, this);
        dirty.add(this);
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
    public int marks() {
        return marks;
    }

    @Override
    public void mark(int newMarks) {
        marks = newMarks;
    }

    @Override
    public void observeChange() {
        dirty.add(this);
    }

    /// Whether the span is another one now.
    boolean calculate() {
        List<PodMember> all = selection.members();
        all.removeIf(member -> !member.isScheduled());
        all.sort(PodMember.ORDER);
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

    /// Whether a policy still uses it. One that is unused is calculated and published no more.
    boolean isUsed() {
        return !policies.isEmpty();
    }

    void drop(Grouping<PodMember> grouping) {
        grouping.unselect(selection, this);
    }
}
