package antrea.bridge;

import java.util.OptionalInt;

/// What is kept about the bridge in the database of Open vSwitch. Methods throw
/// [antrea.reconcile.DriverException] when the database does not answer.
public interface BridgeRecord {
    /// The round of our last life; empty on a new bridge.
    OptionalInt storedRound();

    void storeRound(int round);

    /// Lets the switch forward: as long as `flow-restore-wait` is set it holds packets back after a start.
    void clearFlowRestoreWait();
}
