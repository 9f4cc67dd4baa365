package antrea.ovsdb.vswitch;

import antrea.net.MacAddress;
import antrea.ovsdb.Condition;
import antrea.ovsdb.Datums;
import antrea.ovsdb.Mutation;
import antrea.ovsdb.Operation;
import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.OvsdbException.Reason;
import antrea.ovsdb.OvsdbSession;
import antrea.ovsdb.ReplicaListener;
import antrea.ovsdb.Row;
import antrea.runtime.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The database of Open vSwitch: bridges, ports and their keys. Reads come from the replica and cost no round
/// trip; each write is one transaction, and what it wrote is readable when the call returns. Safe for any thread.
/// All methods throw [OvsdbException]; writes wait for a reconnect up to the time-out given at [#open].
public final class OvsDatabase implements AutoCloseable {
    private final OvsdbSession session;
    private final BridgeRows rows;
    private final Duration timeout;

    private OvsDatabase(OvsdbSession session, Duration timeout) {
        this.session = session;
        this.rows = new BridgeRows(session.replica());
        this.timeout = timeout;
    }

    /// Connects to the server at `socket` (usually `<ovsRunDir>/db.sock`) and waits for the first full content.
    /// `timeout` holds for this and for each later write.
    public static OvsDatabase open(Path socket, Duration timeout) {
        OvsdbSession session = OvsdbSession.open(socket, Schema.DATABASE, Schema.MONITORED);
        if (!session.awaitInSync(timeout)) {
            session.close();
            throw new OvsdbException(
                    Reason.DISCONNECTED,
                    "no database at " + socket + " within " + timeout + "; is ovsdb-server running?");
        }
        return new OvsDatabase(session, timeout);
    }

    /// The session below, for what is not offered here.
    public OvsdbSession session() {
        return session;
    }

    public boolean isConnected() {
        return session.isInSync();
    }

    /// Hears of all changes of the monitored tables; see [ReplicaListener] for what it may do.
    public void listen(ReplicaListener listener) {
        session.replica().listen(listener);
    }

    /// Creates the bridge, or sets what differs at the one that exists.
    public void ensureBridge(BridgeSpec spec) {
        Map<String, Json> columns = new HashMap<>();
        columns.put(Schema.DATAPATH_TYPE, Json.of(spec.datapathType()));
        columns.put(Schema.PROTOCOLS, Datums.texts(spec.protocols()));
        columns.put(Schema.FAIL_MODE, Json.of(spec.failMode()));
        Optional<Row> existing = rows.bridge(spec.name());
        if (existing.isPresent()) {
            List<Condition> where = List.of(Condition.row(existing.get().uuid()));
            List<Mutation> keys = new ArrayList<>(Mutation.put(Schema.EXTERNAL_IDS, spec.externalIds()));
            keys.addAll(Mutation.put(Schema.OTHER_CONFIG, spec.otherConfig()));
            transact(List.of(
                    new Operation.Update(Schema.BRIDGE, where, columns),
                    new Operation.Mutate(Schema.BRIDGE, where, keys)));
            return;
        }
        columns.put(Schema.NAME, Json.of(spec.name()));
        columns.put(Schema.EXTERNAL_IDS, Datums.map(spec.externalIds()));
        columns.put(Schema.OTHER_CONFIG, Datums.map(spec.otherConfig()));
        transact(List.of(
                new Operation.Insert(Schema.BRIDGE, "bridge", columns),
                new Operation.Mutate(
                        Schema.ROOT,
                        List.of(),
                        List.of(Mutation.insert(Schema.BRIDGES, Datums.set(List.of(Datums.named("bridge"))))))));
    }

    /// Deletes the bridge with all its ports; nothing happens when there is none.
    public void deleteBridge(String name) {
        rows.bridge(name)
                .ifPresent(bridge -> transact(List.of(new Operation.Mutate(
                        Schema.ROOT,
                        List.of(),
                        List.of(Mutation.delete(Schema.BRIDGES, Datums.set(List.of(Datums.uuid(bridge.uuid())))))))));
    }

    public boolean hasBridge(String name) {
        return rows.bridge(name).isPresent();
    }

    /// The datapath id in use, 16 hexadecimal digits; empty until the switch has made the bridge.
    public Optional<String> datapathId(String bridge) {
        return needBridge(bridge).optionalText(Schema.DATAPATH_ID);
    }

    /// Creates all ports in one transaction: all exist afterwards, or none. A port whose name exists is refused by
    /// the database; ask [#port] first where that is to be expected. The port numbers come later, see
    /// [#awaitOfport].
    public void createPorts(String bridge, List<PortSpec> ports) {
        List<Operation> operations = new ArrayList<>();
        List<Json> references = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            PortSpec port = ports.get(i);
            operations.add(new Operation.Insert(Schema.INTERFACE, "interface" + i, interfaceColumns(port)));
            operations.add(new Operation.Insert(Schema.PORT, "port" + i, portColumns(port, "interface" + i)));
            references.add(Datums.named("port" + i));
        }
        operations.add(new Operation.Mutate(
                Schema.BRIDGE,
                List.of(Condition.row(needBridge(bridge).uuid())),
                List.of(Mutation.insert(Schema.PORTS, Datums.set(references)))));
        transact(operations);
    }

    private static Map<String, Json> interfaceColumns(PortSpec port) {
        Map<String, Json> out = new LinkedHashMap<>();
        out.put(Schema.NAME, Json.of(port.name()));
        out.put(Schema.TYPE, Json.of(port.type()));
        out.put(Schema.OPTIONS, Datums.map(port.options()));
        port.ofportRequest().ifPresent(ofport -> out.put("ofport_request", Json.of(ofport)));
        port.mac().ifPresent(mac -> out.put(Schema.MAC, Json.of(mac.toString())));
        return out;
    }

    private static Map<String, Json> portColumns(PortSpec port, String interfaceName) {
        Map<String, Json> out = new LinkedHashMap<>();
        out.put(Schema.NAME, Json.of(port.name()));
        out.put(Schema.INTERFACES, Datums.named(interfaceName));
        out.put(Schema.EXTERNAL_IDS, Datums.map(port.externalIds()));
        port.vlanTag().ifPresent(tag -> out.put(Schema.TAG, Json.of(tag)));
        return out;
    }

    /// Deletes these ports of the bridge in one transaction; names without a port are passed over.
    public void deletePorts(String bridge, Collection<String> names) {
        List<Json> references = new ArrayList<>();
        for (OvsPort port : ports(bridge)) {
            if (names.contains(port.name())) {
                references.add(Datums.uuid(port.portUuid()));
            }
        }
        if (!references.isEmpty()) {
            transact(List.of(new Operation.Mutate(
                    Schema.BRIDGE,
                    List.of(Condition.row(needBridge(bridge).uuid())),
                    List.of(Mutation.delete(Schema.PORTS, Datums.set(references))))));
        }
    }

    /// All ports of the bridge with their keys and numbers.
    public List<OvsPort> ports(String bridge) {
        return rows.ports(needBridge(bridge));
    }

    public Optional<OvsPort> port(String name) {
        return rows.port(name);
    }

    /// Waits until the switch has given the port a number or refused it.
    public OfportResult awaitOfport(String name, Duration atMost) {
        return session.replica()
                .<OfportResult>await(() -> rows.port(name).flatMap(OvsDatabase::decided), atMost)
                .orElseGet(OfportResult.Undecided::new);
    }

    private static Optional<OfportResult> decided(OvsPort port) {
        if (port.ofport().isEmpty()) {
            return Optional.empty();
        }
        int ofport = port.ofport().getAsInt();
        return Optional.of(
                ofport > 0
                        ? new OfportResult.Assigned(ofport)
                        : new OfportResult.Failed(port.error().orElse("no reason given")));
    }

    /// Asks the switch for this MTU of the port's device.
    public void setMtuRequest(String port, int mtu) {
        updateInterface(port, Map.of("mtu_request", Json.of(mtu)));
    }

    /// Fixes the address of an internal port, so that it survives a restart of the switch.
    public void setMac(String port, MacAddress mac) {
        updateInterface(port, Map.of(Schema.MAC, Json.of(mac.toString())));
    }

    /// Replaces the options of the port's interface.
    public void setOptions(String port, Map<String, String> options) {
        updateInterface(port, Map.of(Schema.OPTIONS, Datums.map(options)));
    }

    private void updateInterface(String port, Map<String, Json> columns) {
        transact(List.of(new Operation.Update(
                Schema.INTERFACE, List.of(Condition.row(needPort(port).interfaceUuid())), columns)));
    }

    /// Sets these keys of the port's `external_ids` and leaves the others.
    public void putPortExternalIds(String port, Map<String, String> ids) {
        transact(List.of(new Operation.Mutate(
                Schema.PORT,
                List.of(Condition.row(needPort(port).portUuid())),
                Mutation.put(Schema.EXTERNAL_IDS, ids))));
    }

    public Map<String, String> bridgeExternalIds(String bridge) {
        return needBridge(bridge).map(Schema.EXTERNAL_IDS);
    }

    /// Sets these keys of the bridge's `external_ids` (as `roundNum`) and leaves the others.
    public void putBridgeExternalIds(String bridge, Map<String, String> ids) {
        transact(List.of(new Operation.Mutate(
                Schema.BRIDGE,
                List.of(Condition.row(needBridge(bridge).uuid())),
                Mutation.put(Schema.EXTERNAL_IDS, ids))));
    }

    public Map<String, String> bridgeOtherConfig(String bridge) {
        return needBridge(bridge).map(Schema.OTHER_CONFIG);
    }

    /// The switch-wide `other_config` (as `flow-restore-wait`).
    public Map<String, String> otherConfig() {
        return root().map(Schema.OTHER_CONFIG);
    }

    public void putOtherConfig(Map<String, String> entries) {
        transact(List.of(new Operation.Mutate(Schema.ROOT, List.of(), Mutation.put(Schema.OTHER_CONFIG, entries))));
    }

    public void removeOtherConfig(Set<String> keys) {
        transact(List.of(new Operation.Mutate(Schema.ROOT, List.of(), Mutation.removeKeys(Schema.OTHER_CONFIG, keys))));
    }

    /// The version of the switch, as "3.1.0"; empty when nobody has written it.
    public Optional<String> ovsVersion() {
        return root().optionalText(Schema.OVS_VERSION);
    }

    private void transact(List<Operation> operations) {
        session.transact(operations, timeout);
    }

    private Row root() {
        List<Row> all = session.replica().rows(Schema.ROOT);
        if (all.isEmpty()) {
            throw new OvsdbException(
                    Reason.NO_SUCH_ROW, "the Open_vSwitch table is empty; initialise it with `ovs-vsctl init`");
        }
        return all.getFirst();
    }

    private Row needBridge(String name) {
        return rows.bridge(name)
                .orElseThrow(() -> new OvsdbException(
                        Reason.NO_SUCH_ROW, "there is no bridge \"" + name + "\" in the database; create it first"));
    }

    private OvsPort needPort(String name) {
        return rows.port(name)
                .orElseThrow(() -> new OvsdbException(
                        Reason.NO_SUCH_ROW, "there is no port \"" + name + "\" in the database; create it first"));
    }

    @Override
    public void close() {
        session.close();
    }
}
