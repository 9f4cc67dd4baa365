package antrea.bridge;

import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.Match;

/// Table, priority and match: no two flows of a bridge agree in all three. As [FlowKey], with its hash kept, since
/// it is looked up many times and a match is dear to hash.
public final class FlowPlace implements SwitchKey {
    private final FlowKey key;
    private final int hash;

    public FlowPlace(int table, int priority, Match match) {
        this(new FlowKey(table, priority, match));
    }

    public FlowPlace(FlowKey key) {
        this.key = key;
        this.hash = key.hashCode();
    }

    public FlowKey key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof FlowPlace place && place.hash == hash && place.key.equals(key);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "table=" + key.table() + ",priority=" + key.priority() + "," + key.match();
    }
}
