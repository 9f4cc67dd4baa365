package antrea.ovsdb;

import java.util.List;

/// Which columns of a table the replica holds.
public record MonitoredTable(String table, List<String> columns) {
    public MonitoredTable {
        columns = List.copyOf(columns);
    }

    public static MonitoredTable of(String table, String... columns) {
        return new MonitoredTable(table, List.of(columns));
    }
}
