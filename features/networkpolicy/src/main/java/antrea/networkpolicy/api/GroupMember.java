package antrea.networkpolicy.api;

import antrea.net.IpAddress;
import java.util.List;

/// A member of an AddressGroup or AppliedToGroup. Members are the same when reference and addresses are ([Key]);
/// named ports are content and not identity.
///
/// @param ips addresses in the order of the API object; none in AppliedToGroups
public record GroupMember(MemberRef ref, List<IpAddress> ips, List<NamedPort> ports) {
    /// What identifies a member within a group.
    public record Key(MemberRef ref, List<IpAddress> ips) {}

    public GroupMember {
        ips = List.copyOf(ips);
        ports = List.copyOf(ports);
    }

    public Key key() {
        return new Key(ref, ips);
    }

    /// Whether this is the same member, whatever its ports.
    public boolean isSameMember(GroupMember other) {
        return ref.equals(other.ref) && ips.equals(other.ips);
    }
}
