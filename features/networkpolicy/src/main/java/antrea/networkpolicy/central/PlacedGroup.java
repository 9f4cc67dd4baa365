package antrea.networkpolicy.central;

import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An AppliedToGroup with the Node of each member: each Node gets its own view of it. Members are in
/// [PodMember#ORDER], all of them scheduled.
record PlacedGroup(Metadata metadata, List<PodMember> members) {
    PlacedGroup {
        members = List.copyOf(members);
    }

    /// The members on that Node, or on all.
    List<GroupMember> on(Optional<String> nodeName) {
        List<GroupMember> out = new ArrayList<>(nodeName.isPresent() ? 4 : members.size());
        for (PodMember member : members) {
            if (nodeName.isEmpty() || nodeName.get().equals(member.nodeName())) {
                out.add(member.applied());
            }
        }
        return out;
    }

    AppliedToGroup wire(Optional<String> nodeName) {
        return new AppliedToGroup(metadata, on(nodeName));
    }
}
