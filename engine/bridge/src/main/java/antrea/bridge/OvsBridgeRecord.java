package antrea.bridge;

import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.reconcile.DriverException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/// The record in the `Bridge` and `Open_vSwitch` tables, under the original's keys.
public final class OvsBridgeRecord implements BridgeRecord {
    private static final String ROUND = "roundNum";
    private static final String FLOW_RESTORE_WAIT = "flow-restore-wait";

    private final OvsDatabase database;
    private final String bridge;

    public OvsBridgeRecord(OvsDatabase database, String bridge) {
        this.database = database;
        this.bridge = bridge;
    }

    /// A text that is no number counts as none, as in the original.
    @Override
    public OptionalInt storedRound() {
        String text = asked(() -> database.bridgeExternalIds(bridge)).getOrDefault(ROUND, "");
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text) & 0xffff);
    }

    @Override
    public void storeRound(int round) {
        asked(() -> {
            database.putBridgeExternalIds(bridge, Map.of(ROUND, Integer.toString(round)));
            return round;
        });
    }

    @Override
    public void clearFlowRestoreWait() {
        // Not asked of our copy of the database: when switch and database were started anew, the session with the
        // switch may stand before the other one, and the copy is of the life before. The switch would hold packets
        // for ever.
        asked(() -> {
            database.removeOtherConfig(Set.of(FLOW_RESTORE_WAIT));
            return FLOW_RESTORE_WAIT;
        });
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (OvsdbException e) {
            throw new DriverException("the database of Open vSwitch: " + e.getMessage(), e);
        }
    }
}
