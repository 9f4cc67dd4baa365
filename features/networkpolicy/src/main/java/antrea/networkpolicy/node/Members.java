package antrea.networkpolicy.node;

import antrea.networkpolicy.api.GroupMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Members of a group with a change applied. Pure.
final class Members {
    private Members() {}

    /// What was removed goes first: a member whose addresses changed comes as removed and as added.
    static List<GroupMember> merge(List<GroupMember> before, List<GroupMember> added, List<GroupMember> removed) {
        Map<GroupMember.Key, GroupMember> out = new LinkedHashMap<>();
        before.forEach(m -> out.put(m.key(), m));
        removed.forEach(m -> out.remove(m.key()));
        added.forEach(m -> out.put(m.key(), m));
        return List.copyOf(out.values());
    }
}
