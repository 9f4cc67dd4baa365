package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.proof.ovs.RealOvs;
import antrea.reconcile.DriverException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
class OvsBridgeRecordOvsTest {
    private static final String BRIDGE = "br-int";
    private static final String KEY = "other_config:flow-restore-wait";

    @Test
    void flowRestoreWaitIsCleared() {
        try (RealOvs ovs = RealOvs.start()) {
            ovs.addBridge(BRIDGE);
            ovs.vsctl("--no-wait", "set", "Open_vSwitch", ".", KEY + "=true");
            OvsDatabase database = OvsDatabase.open(ovs.dbSocket(), Duration.ofSeconds(10));
            new OvsBridgeRecord(database, BRIDGE).clearFlowRestoreWait();
            assertEquals(
                    "",
                    ovs.vsctl("--if-exists", "get", "Open_vSwitch", ".", KEY).strip());
            database.close();
        }
    }

    /// What our copy of the database says is of the life before; the next one begins with the key set.
    @Test
    void withoutADatabaseFlowRestoreWaitDoesNotCountAsCleared() {
        RealOvs ovs = RealOvs.start();
        ovs.addBridge(BRIDGE);
        OvsDatabase database = OvsDatabase.open(ovs.dbSocket(), Duration.ofSeconds(1));
        OvsBridgeRecord bridge = new OvsBridgeRecord(database, BRIDGE);
        bridge.clearFlowRestoreWait();
        ovs.close();
        assertThrows(DriverException.class, bridge::clearFlowRestoreWait);
        database.close();
    }
}
