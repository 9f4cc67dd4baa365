package antrea.podnetwork.node;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OfportResult;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.ovsdb.vswitch.PortSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The ports of Pods on the bridge. What is needed after a restart is kept with the port.
final class PodPorts {
    private final OvsDatabase database;
    private final String bridge;

    PodPorts(OvsDatabase database, String bridge) {
        this.database = database;
        this.bridge = bridge;
    }

    /// Whose port it is going to be.
    record Wanted(String name, ObjectKey pod, String containerId, MacAddress mac, List<IpAddress> addresses) {}

    /// Adds the port and waits for its number. Throws [CniError] with code 102 when the switch cannot take it.
    LocalInterface create(Wanted wanted) {
        LocalInterface unnumbered = new LocalInterface(
                wanted.name(), 0, wanted.pod(), wanted.containerId(), wanted.mac(), wanted.addresses());
        if (database.port(wanted.name()).isPresent()) {
            database.deletePorts(bridge, Set.of(wanted.name()));
        }
        database.createPorts(bridge, List.of(PortSpec.plain(wanted.name()).withExternalIds(unnumbered.externalIds())));
        OfportResult result = database.awaitOfport(wanted.name(), PodNetworkOptions.SWITCH_WITHIN);
        return switch (result) {
            case OfportResult.Assigned(int port) ->
                new LocalInterface(
                        wanted.name(), port, wanted.pod(), wanted.containerId(), wanted.mac(), wanted.addresses());
            case OfportResult.Failed(String reason) ->
                throw new CniError(
                        CniError.Code.CONFIG_INTERFACE_FAILURE,
                        "Open vSwitch cannot take up " + wanted.name() + " of Pod " + wanted.pod() + ": " + reason);
            case OfportResult.Undecided _ ->
                throw new CniError(
                        CniError.Code.CONFIG_INTERFACE_FAILURE,
                        "Open vSwitch gave no port number to " + wanted.name() + " of Pod " + wanted.pod()
                                + " in time; is ovs-vswitchd running?");
        };
    }

    void delete(Set<String> names) {
        database.deletePorts(bridge, names);
    }

    /// The ports that say of themselves that they are a Pod's.
    List<OvsPort> all() {
        return database.ports(bridge).stream().filter(LocalInterface::isPodPort).toList();
    }

    Optional<OvsPort> ofContainer(String containerId) {
        return all().stream()
                .filter(p -> containerId.equals(p.externalIds().get("container-id")))
                .findFirst();
    }
}
