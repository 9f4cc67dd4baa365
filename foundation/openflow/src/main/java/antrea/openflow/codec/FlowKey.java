package antrea.openflow.codec;

/// What makes a flow one flow inside the switch: no two flows of a bridge agree in table, priority and match.
public record FlowKey(int table, int priority, Match match) {
    /// All tables, in a delete or a query.
    public static final int ALL_TABLES = 0xff;

    /// Throws [IllegalArgumentException] for a table or priority that the wire has no room for.
    public FlowKey {
        if (table < 0 || table > 255 || priority < 0 || priority > 65535) {
            throw new IllegalArgumentException("no such table or priority: " + table + ", " + priority);
        }
    }
}
