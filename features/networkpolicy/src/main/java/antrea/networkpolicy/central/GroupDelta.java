package antrea.networkpolicy.central;

import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import java.util.ArrayList;
import java.util.List;

/// The difference of two lists of members that are in the order of [#compare], for a patch. A member whose ports
/// alone changed is among `added` only: who applies the patch overwrites it.
record GroupDelta(List<GroupMember> added, List<GroupMember> removed) {
    /// The order of members: by kind, Namespace and name.
    static int compare(MemberRef a, MemberRef b) {
        if (a instanceof MemberRef.Pod one && b instanceof MemberRef.Pod other) {
            int byNamespace = one.namespace().equals(other.namespace())
                    ? 0
                    : one.namespace().compareTo(other.namespace());
            return byNamespace != 0 ? byNamespace : one.name().compareTo(other.name());
        }
        int byKind = Integer.compare(kind(a), kind(b));
        int byNamespace = byKind != 0 ? byKind : namespace(a).compareTo(namespace(b));
        return byNamespace != 0 ? byNamespace : name(a).compareTo(name(b));
    }

    private static int kind(MemberRef ref) {
        return switch (ref) {
            case MemberRef.Pod _ -> 0;
            case MemberRef.ExternalEntity _ -> 1;
            case MemberRef.Node _ -> 2;
            case MemberRef.Service _ -> 3;
        };
    }

    private static String namespace(MemberRef ref) {
        return switch (ref) {
            case MemberRef.Pod pod -> pod.namespace();
            case MemberRef.ExternalEntity entity -> entity.namespace();
            case MemberRef.Node _ -> "";
            case MemberRef.Service service -> service.namespace();
        };
    }

    private static String name(MemberRef ref) {
        return switch (ref) {
            case MemberRef.Pod pod -> pod.name();
            case MemberRef.ExternalEntity entity -> entity.name();
            case MemberRef.Node node -> node.name();
            case MemberRef.Service service -> service.name();
        };
    }

    boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty();
    }

    static GroupDelta between(List<GroupMember> before, List<GroupMember> after) {
        List<GroupMember> added = new ArrayList<>();
        List<GroupMember> removed = new ArrayList<>();
        int b = 0;
        int a = 0;
        while (b < before.size() || a < after.size()) {
            int order = b == before.size()
                    ? 1
                    : a == after.size()
                            ? -1
                            : compare(before.get(b).ref(), after.get(a).ref());
            if (order < 0) {
                removed.add(before.get(b++));
            } else if (order > 0) {
                added.add(after.get(a++));
            } else {
                GroupMember was = before.get(b++);
                GroupMember is = after.get(a++);
                if (!is.equals(was)) {
                    added.add(is);
                }
                if (!is.isSameMember(was)) {
                    removed.add(was);
                }
            }
        }
        return new GroupDelta(added, removed);
    }
}
