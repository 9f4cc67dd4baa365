package antrea.bridge;

import antrea.reconcile.Delta;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// How many of our flows each table of the switch holds: as read last, and as committed since. Written by the
/// reconciler's thread, read by any.
final class FlowCounts {
    /// Table numbers are one byte on the wire (OpenFlow 1.5, section 7.3.3).
    private static final int TABLES = 256;

    private final AtomicIntegerArray byTable = new AtomicIntegerArray(TABLES);

    /// Exactly these things are in the switch.
    void replace(Set<SwitchKey> actual) {
        int[] counts = new int[TABLES];
        for (SwitchKey key : actual) {
            if (key instanceof FlowPlace place) {
                counts[place.key().table()]++;
            }
        }
        for (int i = 0; i < TABLES; i++) {
            byTable.set(i, counts[i]);
        }
    }

    /// These changes were made, except the refused ones.
    void observe(Delta<SwitchKey, SwitchItem> delta, Set<SwitchKey> refused) {
        add(delta.additions().keySet(), refused, 1);
        add(delta.deletions().keySet(), refused, -1);
    }

    private void add(Set<SwitchKey> keys, Set<SwitchKey> refused, int amount) {
        for (SwitchKey key : keys) {
            if (key instanceof FlowPlace place && !refused.contains(key)) {
                byTable.addAndGet(place.key().table(), amount);
            }
        }
    }

    int of(int table) {
        return byTable.get(table);
    }
}
