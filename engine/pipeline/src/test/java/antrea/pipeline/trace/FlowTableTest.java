package antrea.pipeline.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/// The table against a reading from the manual. [ConjunctionsOnRealSwitchTest] asks a real switch the same.
class FlowTableTest {
    @Property(tries = 6000, shrinking = ShrinkingMode.OFF)
    void takesTheFlowThatTheManualSays(@ForAll long seed) {
        RandomTable table = RandomTable.of(new Random(seed));
        if (differs(table)) {
            RandomTable small = table.shrunk(FlowTableTest::differs);
            throw new AssertionError(
                    "taken " + small.takenInMemory() + ", possible " + possible(small) + "\n" + small.describe());
        }
    }

    private static boolean differs(RandomTable table) {
        return !possible(table).contains(table.takenInMemory());
    }

    private static Set<Integer> possible(RandomTable table) {
        return new NaiveTable(table.flows(), table.slots()).possible();
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void flowsThatAreRemovedCountNoMore(@ForAll long seed) {
        RandomTable random = RandomTable.of(new Random(seed));
        FlowTable table = new FlowTable();
        random.flows().forEach(table::put);
        List<NumericFlow> rest = new ArrayList<>();
        for (NumericFlow flow : random.flows()) {
            if (flow.cookie() % 2 == 0) {
                rest.add(flow);
            } else {
                table.remove(flow.priority(), flow.match());
            }
        }
        assertEquals(rest.size(), table.size());
        FlowTable.Entry entry = table.lookUp(random.slots());
        int taken = entry == null ? 0 : (int) entry.flow.cookie();
        Set<Integer> possible = new NaiveTable(rest, random.slots()).possible();
        assertTrue(possible.contains(taken), () -> "taken " + taken + ", possible " + possible + random.describe());
    }

    private static NumericFlow flow(int number, int priority, Match match, Action... actions) {
        return new NumericFlow(0, priority, match, List.of(actions), number, Timeouts.NONE);
    }

    private static int taken(NumericFlow... flows) {
        return new RandomTable(List.of(flows), Map.of(OxmField.REG1, 1L)).takenInMemory();
    }

    private static final Match REG1 = Match.of(FieldMatch.exact(OxmField.REG1, 1));

    /// Of flows with the same match the classifier sees the highest first, and the next one only when no
    /// conjunction of the first is complete.
    @Test
    void incompleteClauseGivesWayToTheSameMatchBelow() {
        assertEquals(
                2, taken(flow(1, 3, REG1, new Action.Conjunction(1, 1, 2)), flow(2, 2, REG1), flow(3, 1, Match.ANY)));
    }

    private static Match conjunction(int id) {
        return Match.of(FieldMatch.exact(OxmField.CONJ_ID, id));
    }

    private static final Action[] BOTH_CLAUSES = {new Action.Conjunction(2, 1, 2), new Action.Conjunction(2, 2, 2)};

    /// Seen on Open vSwitch 3.1: the look-up of the complete conjunction finds the clause in the place of flow 2,
    /// does not count it, and looks for no other flow with that match. So the id flow is taken, though flow 2
    /// stands above it.
    @Test
    void flowBelowAClauseOfTheSameMatchIsHiddenFromTheConjunction() {
        assertEquals(
                3,
                taken(
                        flow(1, 4, Match.ANY, BOTH_CLAUSES[0]),
                        flow(4, 4, REG1, BOTH_CLAUSES[1]),
                        flow(2, 3, Match.ANY),
                        flow(3, 2, conjunction(2))));
    }

    /// With another match, flow 2 is seen, and takes the packet from the id flow below it.
    @Test
    void flowAboveTheIdFlowTakesThePacketOfTheConjunction() {
        assertEquals(
                2,
                taken(
                        flow(1, 4, Match.of(FieldMatch.exact(OxmField.REG5, 0)), BOTH_CLAUSES[0]),
                        flow(4, 4, REG1, BOTH_CLAUSES[1]),
                        flow(2, 3, Match.ANY),
                        flow(3, 2, conjunction(2))));
    }
}
