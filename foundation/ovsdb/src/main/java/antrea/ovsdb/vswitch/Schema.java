package antrea.ovsdb.vswitch;

import antrea.ovsdb.MonitoredTable;
import java.util.List;

/// The tables and columns of ovs-vswitchd.conf.db(5) that are read here. Statistics are left out: they change
/// every few seconds and nobody reads them from here.
final class Schema {
    static final String DATABASE = "Open_vSwitch";
    static final String ROOT = "Open_vSwitch";
    static final String BRIDGE = "Bridge";
    static final String PORT = "Port";
    static final String INTERFACE = "Interface";

    static final String NAME = "name";
    static final String TYPE = "type";
    static final String OPTIONS = "options";
    static final String EXTERNAL_IDS = "external_ids";
    static final String OTHER_CONFIG = "other_config";
    static final String BRIDGES = "bridges";
    static final String PORTS = "ports";
    static final String INTERFACES = "interfaces";
    static final String OFPORT = "ofport";
    static final String ERROR = "error";
    static final String TAG = "tag";
    static final String MAC = "mac";
    static final String MAC_IN_USE = "mac_in_use";
    static final String DATAPATH_TYPE = "datapath_type";
    static final String DATAPATH_ID = "datapath_id";
    static final String PROTOCOLS = "protocols";
    static final String FAIL_MODE = "fail_mode";
    static final String OVS_VERSION = "ovs_version";

    static final List<MonitoredTable> MONITORED = List.of(
            MonitoredTable.of(ROOT, BRIDGES, EXTERNAL_IDS, OTHER_CONFIG, OVS_VERSION),
            MonitoredTable.of(
                    BRIDGE, NAME, PORTS, EXTERNAL_IDS, OTHER_CONFIG, DATAPATH_TYPE, DATAPATH_ID, PROTOCOLS, FAIL_MODE),
            MonitoredTable.of(PORT, NAME, INTERFACES, EXTERNAL_IDS, TAG),
            MonitoredTable.of(INTERFACE, NAME, TYPE, OFPORT, MAC, MAC_IN_USE, OPTIONS, ERROR));

    private Schema() {}
}
