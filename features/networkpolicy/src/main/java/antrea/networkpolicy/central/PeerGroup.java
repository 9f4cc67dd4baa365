package antrea.networkpolicy.central;

import antrea.grouping.GroupSelector;
import antrea.grouping.Grouping;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.Metadata;
import antrea.serve.watch.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An AddressGroup in use: the policies that name it, its members and its span as last calculated.
final class PeerGroup extends UsedGroup {
    private final WorkList<PeerGroup> dirty;
    private List<GroupMember> members = List.of();
    private Span span = Span.of(Set.of());
    private boolean membersChanged = true;

    /// Begins to use the selector; the members are calculated later.
    PeerGroup(Grouping<PodMember> grouping, GroupSelector selector, String normalizedName, WorkList<PeerGroup> dirty) {
        super(grouping, selector, normalizedName);
        this.dirty = dirty;
        dirty.add(this);
    }

    Span span() {
        return span;
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
        span = Spans.ofPolicies(policies());
    }

    private void calculateMembers() {
        List<PodMember> all = selected();
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
}
