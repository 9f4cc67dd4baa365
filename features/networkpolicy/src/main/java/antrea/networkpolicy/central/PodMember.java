package antrea.networkpolicy.central;

import antrea.kube.object.Pod;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.NamedPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A Pod as groups see it: one object, shared by all groups that have it.
///
/// @param nodeName where it runs; empty until it is scheduled
/// @param applied how it stands in AppliedToGroups: without addresses
/// @param address how it stands in AddressGroups; without addresses it stands in none
record PodMember(String nodeName, GroupMember applied, GroupMember address) {
    /// The order of members in groups.
    static final Comparator<PodMember> ORDER = (a, b) -> GroupDelta.compare(a.applied.ref(), b.applied.ref());

    /// Must not be called for Pods of the host network: they are in no group.
    static PodMember of(Pod pod) {
        MemberRef ref = new MemberRef.Pod(pod.meta().namespace(), pod.meta().name());
        List<NamedPort> ports = namedPorts(pod);
        GroupMember applied = new GroupMember(ref, List.of(), ports);
        GroupMember address = pod.ips().isEmpty() ? applied : new GroupMember(ref, pod.ips(), ports);
        return new PodMember(pod.nodeName(), applied, address);
    }

    private static List<NamedPort> namedPorts(Pod pod) {
        if (pod.ports().isEmpty()) {
            return List.of();
        }
        List<NamedPort> out = new ArrayList<>(pod.ports().size());
        for (Pod.ContainerPort port : pod.ports()) {
            if (!port.name().isEmpty()) {
                out.add(new NamedPort(port.port(), port.name(), port.protocol()));
            }
        }
        return out;
    }

    boolean isScheduled() {
        return !nodeName.isEmpty();
    }

    boolean hasAddress() {
        return !address.ips().isEmpty();
    }
}
