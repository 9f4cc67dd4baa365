package antrea.networkpolicy.api;

import java.util.List;

/// Addresses that rules name as their peers.
public record AddressGroup(Metadata metadata, List<GroupMember> groupMembers) {
    public AddressGroup {
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
