package antrea.pipeline.corridor;

import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Priority;
import antrea.pipeline.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Gathers the conjunctions of all rules that share a match into one flow each.
final class Conjunctive {
    private final Table table;
    private final Map<Match, List<FlowAction>> actions = new LinkedHashMap<>();
    private final Map<Match, UnaryOperator<FlowBuilder>> conditions = new LinkedHashMap<>();

    Conjunctive(Table table) {
        this.table = table;
    }

    void add(UnaryOperator<FlowBuilder> condition, int id, int clause, int count) {
        Flow probe = condition
                .apply(table.flow(Priority.NORMAL))
                .conjunction(id, clause, count)
                .build();
        conditions.putIfAbsent(probe.match(), condition);
        List<FlowAction> had = actions.computeIfAbsent(probe.match(), _ -> new ArrayList<>());
        if (!had.contains(probe.actions().getFirst())) {
            had.add(probe.actions().getFirst());
        }
    }

    List<Flow> flows() {
        List<Flow> out = new ArrayList<>();
        conditions.forEach((match, condition) -> {
            FlowBuilder builder = condition.apply(table.flow(Priority.NORMAL));
            actions.getOrDefault(match, List.of()).forEach(builder::then);
            out.add(builder.build());
        });
        return out;
    }
}
