package antrea.networkpolicy.central;

import antrea.grouping.CompactSet;
import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.grouping.Selection;
import antrea.grouping.SelectionListener;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.Metadata;
import antrea.serve.watch.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An AddressGroup in use: the policies that name it, its members and its span as last calculated.
final class PeerGroup implements SelectionListener, WorkList.Item {
    private final Selection<PodMember> selection;
    private final WorkList<PeerGroup> dirty;
    private final CompactSet<PolicyEntry> policies = new CompactSet<>();
    private List<GroupMember> members = List.of();
    private Span span = Span.of(Set.of());
    private boolean membersChanged = true;
    private int marks;

    /// Begins to use the selector; the members are calculated later.
    PeerGroup(Grouping<PodMember> grouping, GroupSelector selector, String normalizedName, WorkList<PeerGroup> dirty) {
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
        membersChanged = true;
        dirty.add(this);
    }

    void calculate() {
        if (membersChanged) {
            calculateMembers();
            membersChanged = false;
        }
        span = Spans.ofPolicies(policies);
    }

    private void calculateMembers() {
        List<PodMember> all = selection.members();
        all.sort(PodMember.ORDER);
        List<GroupMember> out = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).hasAddress()) {
                out.add(all.get(i).address());
            }
        }
        members = List.copyOf(out);
    }

    AddressGroup published() {
        return new AddressGroup(Metadata.of(name(), name()), members);
    }

    /// Whether a policy still uses it. One that is unused is calculated and published no more.
    boolean isUsed() {
        return !policies.isEmpty();
    }

    void drop(Grouping<PodMember> grouping) {
        grouping.unselect(selection, this);
    }
}
