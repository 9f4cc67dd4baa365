package antrea.networkpolicy.central;

import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The difference of two lists of members that are in [#REF_ORDER], for a patch. A member whose ports alone changed
/// is among `added` only: who applies the patch overwrites it.
record GroupDelta(List<GroupMember> added, List<GroupMember> removed) {
    /// By kind, Namespace and name.
    static final Comparator<MemberRef> REF_ORDER = Comparator.comparingInt(GroupDelta::kind)
            .thenComparing(GroupDelta::namespace)
            .thenComparing(GroupDelta::name);

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
                    : a == after.size() ? -1 : REF_ORDER.compare(before.get(b).ref(), after.get(a).ref());
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
