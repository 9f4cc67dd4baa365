package antrea.podnetwork.node;

import antrea.ovsdb.vswitch.OfportResult;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.ovsdb.vswitch.PortSpec;
import antrea.podnetwork.api.LocalInterface;
import java.util.List;
import java.util.Set;

/// Ports in the database of Open vSwitch.
final class OvsPodPorts implements PodPorts {
    private final OvsDatabase database;
    private final String bridge;

    OvsPodPorts(OvsDatabase database, String bridge) {
        this.database = database;
        this.bridge = bridge;
    }

    @Override
    public LocalInterface create(Wanted wanted) {
        LocalInterface unnumbered = new LocalInterface(
                wanted.name(), 0, wanted.pod(), wanted.containerId(), wanted.mac(), wanted.addresses());
        if (database.port(wanted.name()).isPresent()) {
            database.deletePorts(bridge, Set.of(wanted.name()));
        }
        database.createPorts(bridge, List.of(PortSpec.plain(wanted.name()).withExternalIds(PodPortIds.of(unnumbered))));
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

    @Override
    public void delete(Set<String> names) {
        database.deletePorts(bridge, names);
    }

    @Override
    public List<OvsPort> all() {
        return database.ports(bridge).stream().filter(PodPortIds::isPodPort).toList();
    }
}
