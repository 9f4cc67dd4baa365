package antrea.podnetwork.api;

import antrea.graph.SourceId;
import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.List;

/// A Pod's interface on this Node, as it stands in the switch. `name` is the host end of its veth pair, `mac` and
/// `addresses` are those inside the Pod; at most one address a family.
public record LocalInterface(
        String name, int port, ObjectKey pod, String containerId, MacAddress mac, List<IpAddress> addresses) {
    /// All Pod interfaces of this Node, by their host name. In sync once the ports that were there at the start
    /// have been looked through.
    public static final SourceId<String, LocalInterface> SOURCE = SourceId.named("local interfaces");

    public LocalInterface {
        addresses = List.copyOf(addresses);
    }
}
