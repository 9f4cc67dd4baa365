package antrea.pipeline.trace;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides between a plain flow and conjunctive flows: from the highest priority down, the first conjunction with
/// all its clauses fulfilled wins, unless a plain flow stands above it. Of several complete ones at one priority
/// Open vSwitch looks up one, any, and goes on below when that one has no flow; here it is the smallest id. The
/// second look-up does not see a plain flow that stands below a clause of the very same match. (Asked of Open
/// vSwitch 3.1.)
final class Conjunctions {
    private Conjunctions() {}

    static FlowTable.@Nullable Entry resolve(
            FlowTable table, long[] packet, FlowTable.@Nullable Entry plain, List<FlowTable.Soft> candidates) {
        FlowTable.Entry hard = plain;
        List<FlowTable.Soft> soft = new ArrayList<>(candidates);
        while (true) {
            int floor = hard == null ? -1 : hard.flow.priority();
            soft.removeIf(s -> s.entry().flow.priority() <= floor);
            if (soft.isEmpty()) {
                return hard;
            }
            int priority = -1;
            for (FlowTable.Soft s : soft) {
                priority = Math.max(priority, s.entry().flow.priority());
            }
            OptionalInt id = complete(soft, priority);
            FlowTable.Entry taken = id.isPresent() ? withId(table, packet, id.getAsInt()) : null;
            if (taken != null) {
                return taken;
            }
            hard = stepDown(soft, priority, hard);
        }
    }

    private static FlowTable.@Nullable Entry withId(FlowTable table, long[] packet, int id) {
        int slot = Slots.low(OxmField.CONJ_ID);
        long before = packet[slot];
        packet[slot] = id & 0xffffffffL;
        FlowTable.Entry taken = table.lookUpHard(packet);
        packet[slot] = before;
        return taken;
    }

    /// The smallest id with all clauses among the candidates of that priority. As in Open vSwitch a flow does
    /// not count when there are fewer candidates than the shortest of its conjunctions has clauses.
    private static OptionalInt complete(List<FlowTable.Soft> soft, int priority) {
        Map<Integer, Long> missing = new TreeMap<>();
        int candidates = 0;
        for (FlowTable.Soft s : soft) {
            candidates += s.entry().flow.priority() == priority ? 1 : 0;
        }
        for (FlowTable.Soft s : soft) {
            if (s.entry().flow.priority() == priority && s.entry().fewestClauses <= candidates) {
                for (Action.Conjunction c : s.entry().conjunctions) {
                    long all = c.clauseCount() >= 64 ? -1L : (1L << c.clauseCount()) - 1;
                    missing.merge(c.id(), all & ~(1L << c.clause() - 1), (a, b) -> a & b);
                }
            }
        }
        for (Map.Entry<Integer, Long> each : missing.entrySet()) {
            if (each.getValue() == 0) {
                return OptionalInt.of(each.getKey());
            }
        }
        return OptionalInt.empty();
    }

    /// Replaces the candidates of that priority by what stands below them with the same match.
    private static FlowTable.@Nullable Entry stepDown(
            List<FlowTable.Soft> soft, int priority, FlowTable.@Nullable Entry plain) {
        FlowTable.Entry hard = plain;
        for (Iterator<FlowTable.Soft> it = soft.iterator(); it.hasNext(); ) {
            FlowTable.Soft s = it.next();
            if (s.entry().flow.priority() != priority) {
                continue;
            }
            if (!s.descend()) {
                it.remove();
            } else if (!s.entry().isSoft()) {
                if (hard == null || s.entry().flow.priority() > hard.flow.priority()) {
                    hard = s.entry();
                }
                it.remove();
            }
        }
        return hard;
    }
}
