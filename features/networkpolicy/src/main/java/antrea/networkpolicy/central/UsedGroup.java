package antrea.networkpolicy.central;

import antrea.grouping.CompactSet;
import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.grouping.Selection;
import antrea.grouping.SelectionListener;
import java.util.List;

/// A group in use: its selector and the policies that name it.
abstract sealed class UsedGroup implements SelectionListener, WorkList.Item permits AppliedGroup, PeerGroup {
    private final Selection<PodMember> selection;
    private final CompactSet<PolicyEntry> policies = new CompactSet<>();
    private int marks;

    /// Begins to use the selector; the members are calculated later.
    UsedGroup(Grouping<PodMember> grouping, GroupSelector selector, String normalizedName) {
        this.selection = grouping.select(selector, normalizedName, this);
    }

    final String name() {
        return selection.id();
    }

    final String normalizedName() {
        return selection.normalizedName();
    }

    final CompactSet<PolicyEntry> policies() {
        return policies;
    }

    /// Who is selected now, in [PodMember#ORDER]; the caller's to change.
    final List<PodMember> selected() {
        List<PodMember> all = selection.members();
        all.sort(PodMember.ORDER);
        return all;
    }

    @Override
    public final int marks() {
        return marks;
    }

    @Override
    public final void mark(int newMarks) {
        marks = newMarks;
    }

    /// Whether a policy still uses it. One that is unused is calculated and published no more.
    final boolean isUsed() {
        return !policies.isEmpty();
    }

    final void drop(Grouping<PodMember> grouping) {
        grouping.unselect(selection, this);
    }
}
