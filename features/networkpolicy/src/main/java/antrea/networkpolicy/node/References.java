package antrea.networkpolicy.node;

import antrea.kube.object.ObjectKey;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What policies and groups refer to, for the indexes. Pure.
final class References {
    private References() {}

    static Set<String> addressGroups(NetworkPolicy policy) {
        Set<String> out = new TreeSet<>();
        policy.rules().forEach(r -> out.addAll(r.peer().addressGroups()));
        return out;
    }

    static Set<String> appliedToGroups(NetworkPolicy policy) {
        Set<String> out = new TreeSet<>(policy.appliedToGroups());
        policy.rules().forEach(r -> out.addAll(r.appliedToGroups()));
        return out;
    }

    static List<ObjectKey> pods(AppliedToGroup group) {
        List<ObjectKey> out = new ArrayList<>();
        for (GroupMember member : group.groupMembers()) {
            if (member.ref() instanceof MemberRef.Pod(String namespace, String name)) {
                out.add(new ObjectKey(namespace, name));
            }
        }
        return out;
    }
}
