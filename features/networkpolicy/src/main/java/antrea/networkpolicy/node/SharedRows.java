package antrea.networkpolicy.node;

import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.Table;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Rows that rules share: a match, and what each rule that has it puts in. Lives on the calculation thread;
/// remembers which rows have changed.
final class SharedRows<P> {
    /// Where a row stands.
    record Row(Table table, Match match) {}

    /// The flow of a row from what its rules put in, in the order of their numbers. Pure.
    interface Rendering<P> {
        Flow flow(Row row, Collection<P> parts);
    }

    private final Rendering<P> rendering;
    private final Map<Row, SortedMap<Integer, P>> rows = new HashMap<>();
    private final Map<Row, Boolean> changed = new LinkedHashMap<>();

    SharedRows(Rendering<P> rendering) {
        this.rendering = rendering;
    }

    /// The rule `id` has the row, and puts `part` in.
    void add(Row row, int id, P part) {
        P before = rows.computeIfAbsent(row, _ -> new TreeMap<>()).put(id, part);
        if (!part.equals(before)) {
            changed.put(row, true);
        }
    }

    void remove(Row row, int id) {
        SortedMap<Integer, P> parts = rows.get(row);
        if (parts != null && parts.remove(id) != null) {
            changed.put(row, true);
            if (parts.isEmpty()) {
                rows.remove(row);
            }
        }
    }

    /// The rows that changed since the last call, with the flow that is wanted there now.
    Map<Row, Optional<Flow>> takeChanged() {
        Map<Row, Optional<Flow>> out = new LinkedHashMap<>();
        for (Row row : changed.keySet()) {
            out.put(row, Optional.ofNullable(rows.get(row)).map(parts -> rendering.flow(row, parts.values())));
        }
        changed.clear();
        return out;
    }
}
