package antrea.networkpolicy.api;

import java.util.List;

/// Workloads that policies apply to. A Node gets only its own members.
public record AppliedToGroup(Metadata metadata, List<GroupMember> groupMembers) {
    public AppliedToGroup {
        groupMembers = List.copyOf(groupMembers);
    }

    /// The change of a group since the event before, as a MODIFIED event carries it.
    public record Patch(Metadata metadata, List<GroupMember> added, List<GroupMember> removed) {
        public Patch {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    public String name() {
        return metadata.name();
    }
}
