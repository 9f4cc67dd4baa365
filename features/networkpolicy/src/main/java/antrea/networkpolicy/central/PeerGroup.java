package antrea.networkpolicy.central;

import antrea.graph.Dirty;
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
final class PeerGroup implements SelectionListener {
    private final Selection<PodMember> selection;
    private final Dirty<PeerGroup> dirty;
    private final CompactSet<PolicyEntry> policies = new CompactSet<>();
    private List<GroupMember> members = List.of();
    private Span span = Span.of(Set.of());
    private boolean membersChanged = true;

    /// Begins to use the selector; the members are calculated later.
    PeerGroup(Grouping<PodMember> grouping, GroupSelector selector, Dirty<PeerGroup> dirty) {
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
        membersChanged = true;
        dirty.mark(this);
    }

    void calculate() {
        if (membersChanged) {
            calculateMembers();
            membersChanged = false;
        }
        span = Spans.union(policies.size(), i -> policies.get(i).span());
    }

    private void calculateMembers() {
        List<PodMember> withAddress = new ArrayList<>();
        selection.forEachMember(member -> {
            if (member.hasAddress()) {
                withAddress.add(member);
            }
        });
        withAddress.sort(PodMember.ORDER);
        List<GroupMember> out = new ArrayList<>(withAddress.size());
        for (PodMember member : withAddress) {
            out.add(member.address());
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
