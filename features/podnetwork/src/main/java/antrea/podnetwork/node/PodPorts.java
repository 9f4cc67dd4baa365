package antrea.podnetwork.node;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.podnetwork.api.LocalInterface;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The ports of Pods on the bridge. What is needed after a restart is kept with the port.
public interface PodPorts {
    /// Whose port it is going to be.
    record Wanted(String name, ObjectKey pod, String containerId, MacAddress mac, List<IpAddress> addresses) {}

    /// Adds the port and waits for its number. Throws [CniError] with code 102 when the switch cannot take it.
    LocalInterface create(Wanted wanted);

    /// Names without a port are passed over.
    void delete(Set<String> names);

    /// The ports that say of themselves that they are a Pod's.
    List<OvsPort> all();

    default Optional<OvsPort> ofContainer(String containerId) {
        return all().stream()
                .filter(p -> containerId.equals(p.externalIds().get("container-id")))
                .findFirst();
    }
}
