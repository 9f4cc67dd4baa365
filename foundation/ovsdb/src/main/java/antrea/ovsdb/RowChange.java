package antrea.ovsdb;

import java.util.Optional;

/// One difference between two moments of the replica: `before` is empty for a new row, `after` for a deleted one.
public record RowChange(Optional<Row> before, Optional<Row> after) {
    public RowChange {
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("a change needs a row on one side");
        }
    }

    public String table() {
        return after.or(() -> before).orElseThrow().table();
    }
}
