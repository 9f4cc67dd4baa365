package antrea.networkpolicy.node;

import static antrea.pipeline.Priority.NORMAL;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rows that rules share: a match, and for every rule that has it in a clause one conjunction action. Lives on
/// the calculation thread; remembers which rows have changed.
final class ConjunctionRows {
    /// Where a row stands.
    record Row(Table table, Match match) {}

    private final Map<Row, SortedMap<Integer, Action.Conjunction>> rows = new HashMap<>();
    private final Map<Row, Boolean> changed = new LinkedHashMap<>();

    void add(Row row, Action.Conjunction clause) {
        Action.Conjunction before =
                rows.computeIfAbsent(row, _ -> new TreeMap<>()).put(clause.id(), clause);
        if (!clause.equals(before)) {
            changed.put(row, true);
        }
    }

    void remove(Row row, int id) {
        SortedMap<Integer, Action.Conjunction> clauses = rows.get(row);
        if (clauses != null && clauses.remove(id) != null) {
            changed.put(row, true);
            if (clauses.isEmpty()) {
                rows.remove(row);
            }
        }
    }

    /// The rows that changed since the last call, with the flow that is wanted there now.
    Map<Row, Optional<Flow>> takeChanged() {
        Map<Row, Optional<Flow>> out = new LinkedHashMap<>();
        for (Row row : changed.keySet()) {
            out.put(row, Optional.ofNullable(rows.get(row)).map(clauses -> flow(row, clauses)));
        }
        changed.clear();
        return out;
    }

    private static Flow flow(Row row, SortedMap<Integer, Action.Conjunction> clauses) {
        FlowBuilder flow = row.table().flow(NORMAL).when(row.match().fields().toArray(FieldMatch[]::new));
        clauses.values().forEach(flow::then);
        return flow.build();
    }

    int size() {
        return rows.size();
    }
}
