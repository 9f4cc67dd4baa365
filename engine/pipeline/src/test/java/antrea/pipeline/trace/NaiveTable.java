package antrea.pipeline.trace;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.NumericFlow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A table read from the manual, every flow tried, from the highest priority down. ovs-fields(7), "Conjunctive
/// Match Fields": a conjunction counts at the priority of its clauses.
final class NaiveTable {
    private final List<NumericFlow> flows;
    private final long[] packet;
    private final List<NumericFlow> hits;

    NaiveTable(List<NumericFlow> flows, long[] packet) {
        this.flows = flows;
        this.packet = packet;
        this.hits = flows.stream().filter(f -> hits(f, packet)).toList();
    }

    /// The cookies of the flows that may take the packet, 0 for no flow. Where several conjunctions of one
    /// priority are complete, the switch looks up any one of them, and goes on below when that one has no flow; of
    /// several flows that overlap at one priority it may take any.
    Set<Integer> possible() {
        TreeSet<Integer> levels =
                flows.stream().map(NumericFlow::priority).collect(Collectors.toCollection(TreeSet::new));
        Set<Integer> possible = new TreeSet<>();
        for (int level : levels.descendingSet()) {
            List<NumericFlow> here =
                    hits.stream().filter(f -> f.priority() == level).toList();
            List<NumericFlow> plain = here.stream().filter(f -> !isSoft(f)).toList();
            plain.forEach(f -> possible.add((int) f.cookie()));
            if (!plain.isEmpty()) {
                return possible;
            }
            boolean falls = complete(here).isEmpty();
            for (int id : complete(here)) {
                Set<Integer> taken = withId(id);
                falls |= taken.isEmpty();
                possible.addAll(taken);
            }
            if (!falls) {
                return possible;
            }
        }
        possible.add(0);
        return possible;
    }

    /// The second look-up of a complete conjunction. Clauses count for nothing in it, but they still stand before
    /// a flow of the same match and a lower priority: so does Open vSwitch, see ConjunctionsOnRealSwitchTest.
    private Set<Integer> withId(int id) {
        long[] withId = packet.clone();
        withId[Slots.low(OxmField.CONJ_ID)] = id;
        List<NumericFlow> seen = flows.stream()
                .filter(f -> !isSoft(f) && hits(f, withId))
                .filter(f -> flows.stream().noneMatch(above -> isSoft(above) && hides(above, f)))
                .toList();
        int highest = seen.stream().mapToInt(NumericFlow::priority).max().orElse(0);
        return seen.stream()
                .filter(f -> f.priority() == highest)
                .map(f -> (int) f.cookie())
                .collect(Collectors.toSet());
    }

    private static boolean hides(NumericFlow above, NumericFlow below) {
        return above.priority() > below.priority()
                && RandomTable.shape(above.match()).equals(RandomTable.shape(below.match()));
    }

    private static boolean isSoft(NumericFlow flow) {
        return flow.actions().stream().anyMatch(a -> a instanceof Action.Conjunction);
    }

    private static boolean hits(NumericFlow flow, long[] packet) {
        return flow.match().fields().stream()
                .allMatch(f -> Slots.get(packet, f.field()).and(f.mask()).equals(f.value()));
    }

    private static Set<Integer> complete(List<NumericFlow> here) {
        Map<Integer, Set<Integer>> clauses = new TreeMap<>();
        for (NumericFlow flow : here) {
            for (Action action : flow.actions()) {
                if (action instanceof Action.Conjunction c) {
                    clauses.computeIfAbsent(c.id(), _ -> new TreeSet<>()).add(c.clause());
                }
            }
        }
        clauses.values().removeIf(s -> s.size() < 2);
        return clauses.keySet();
    }
}
