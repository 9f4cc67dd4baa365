package antrea.ovsdb.vswitch;

import antrea.net.MacAddress;
import antrea.ovsdb.Replica;
import antrea.ovsdb.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads bridges and ports from a replica. Rows that refer to each other may arrive in two updates; a port whose
/// interface is not there yet does not exist yet.
final class BridgeRows {
    private final Replica replica;

    BridgeRows(Replica replica) {
        this.replica = replica;
    }

    Optional<Row> bridge(String name) {
        return replica.find(Schema.BRIDGE, Schema.NAME, name);
    }

    List<OvsPort> ports(Row bridge) {
        List<OvsPort> out = new ArrayList<>();
        for (UUID uuid : bridge.references(Schema.PORTS)) {
            replica.row(Schema.PORT, uuid).flatMap(this::port).ifPresent(out::add);
        }
        return out;
    }

    Optional<OvsPort> port(String name) {
        return replica.find(Schema.PORT, Schema.NAME, name).flatMap(this::port);
    }

    Optional<OvsPort> port(Row port) {
        for (UUID uuid : port.references(Schema.INTERFACES)) {
            Optional<Row> device = replica.row(Schema.INTERFACE, uuid);
            if (device.isPresent()) {
                return Optional.of(join(port, device.get()));
            }
        }
        return Optional.empty();
    }

    private static OvsPort join(Row port, Row device) {
        return new OvsPort(
                port.text(Schema.NAME),
                port.uuid(),
                device.uuid(),
                device.text(Schema.TYPE),
                device.optionalInteger(Schema.OFPORT),
                device.optionalText(Schema.MAC)
                        .or(() -> device.optionalText(Schema.MAC_IN_USE))
                        .flatMap(MacAddress::tryParse),
                device.map(Schema.OPTIONS),
                port.map(Schema.EXTERNAL_IDS),
                port.optionalInteger(Schema.TAG),
                device.optionalText(Schema.ERROR));
    }
}
