package antrea.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.Rig;
import antrea.graph.testing.State;
import antrea.graph.testing.StateList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The harness finds the usual mistakes: what depends on history, and what leaks.
final class StateListTest {
    private static final SourceId<String, String> PODS = SourceId.named("pods"); // Pod to Node
    private static final SourceId<String, String> NODES = SourceId.named("nodes"); // Node to address

    private static final State<Map<String, String>> EMPTY = State.named("empty").expect(Map.of());
    private static final State<Map<String, String>> ONE = State.named("one Pod")
            .with(PODS, "a", "n1")
            .with(NODES, "n1", "10.0.0.1")
            .expect(Map.of("a", "10.0.0.1"));
    private static final State<Map<String, String>> MOVED =
            ONE.but("Node moved to IPv6").with(NODES, "n1", "fd00::1").expect(Map.of("a", "fd00::1"));
    private static final State<Map<String, String>> NO_NODE =
            ONE.but("Node is not known").without(NODES, "n1").expect(Map.of());
    private static final List<State<Map<String, String>>> STATES = List.of(EMPTY, ONE, MOVED, NO_NODE, ONE);

    /// Joins Pods with Nodes. `forgetful`: does not look at Pods again when their Node changes. `leaky`: keeps
    /// Pods.
    private enum Kind {
        SOUND,
        FORGETFUL,
        LEAKY
    }

    private static Rig<Map<String, String>> rig(Kind kind) {
        ManualCalculation calculation = new ManualCalculation();
        Source<String, String> pods = calculation.loop().source(PODS);
        Source<String, String> nodes = calculation.loop().source(NODES);
        Index<String, String> podsByNode = pods.index(node -> Set.of(node));
        Dirty<String> dirty = new Dirty<>();
        Map<String, String> out = new HashMap<>();
        pods.observe((pod, _, after) -> {
            if (kind != Kind.LEAKY || after.isPresent()) {
                dirty.mark(pod);
            }
        });
        nodes.observe((node, _, _) -> {
            if (kind != Kind.FORGETFUL) {
                dirty.markAll(new TreeSet<>(podsByNode.keys(node)));
            }
        });
        calculation
                .loop()
                .calculator(
                        "join",
                        () -> dirty.drain(pod -> pods.get(pod)
                                .flatMap(nodes::get)
                                .ifPresentOrElse(address -> out.put(pod, address), () -> out.remove(pod))));
        return Rig.of(calculation, () -> Map.copyOf(out));
    }

    @Test
    void aSoundCalculationPassesEveryWalk() {
        StateList.of(() -> rig(Kind.SOUND), STATES).check();
    }

    @Test
    void aCalculationThatDependsOnHistoryIsFound() {
        StateList<Map<String, String>> list = StateList.of(() -> rig(Kind.FORGETFUL), STATES);
        AssertionError error = assertThrows(AssertionError.class, list::check);
        assertTrue(String.valueOf(error.getMessage()).contains("Node moved to IPv6"), error.getMessage());
    }

    @Test
    void aCalculationThatLeaksIsFound() {
        StateList<Map<String, String>> list = StateList.of(() -> rig(Kind.LEAKY), List.of(ONE));
        AssertionError error = assertThrows(AssertionError.class, list::check);
        assertTrue(String.valueOf(error.getMessage()).contains("at the end"), error.getMessage());
    }
}
