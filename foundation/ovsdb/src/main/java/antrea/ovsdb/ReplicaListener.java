package antrea.ovsdb;

import java.util.List;

/// Hears of every difference of the replica, in order, on the session's thread. It must hand over and return at
/// once; calling `transact` from here would wait for itself.
@FunctionalInterface
public interface ReplicaListener {
    /// The rows that changed. After a reconnect these are just the differences to what was known before.
    void observe(List<RowChange> changes);
}
