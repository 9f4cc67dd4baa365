package antrea.networkpolicy.central;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.Rig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The feature wired to a loop made by hand, with agents that watch all the time.
final class CentralRig {
    static final List<Optional<String>> NODES = List.of(Optional.empty(), Optional.of("n1"), Optional.of("n2"));

    final ManualCalculation calculation = new ManualCalculation();
    final PublishedPolicies published = new PublishedPolicies();
    private final Map<Optional<String>, NodeView> agents = new LinkedHashMap<>();

    CentralRig() {
        new NetworkPolicyCentral(published, PolicyMeter.NONE).wire(calculation.loop());
        NODES.forEach(node -> agents.put(node, new NodeView(published, node)));
    }

    static Rig<Map<Optional<String>, NodeView.Content>> rig() {
        CentralRig rig = new CentralRig();
        return Rig.of(rig.calculation, rig::seen);
    }

    /// What a new watcher of each Node sees; those that watch since the beginning must know the same.
    Map<Optional<String>, NodeView.Content> seen() {
        Map<Optional<String>, NodeView.Content> out = new LinkedHashMap<>();
        agents.forEach((node, agent) -> {
            agent.read();
            NodeView.Content fresh = NodeView.fresh(published, node).content();
            assertEquals(fresh, agent.content(), "an old watcher of " + node + " knows something else");
            out.put(node, fresh);
        });
        return out;
    }

    NodeView agent(String node) {
        return Optional.ofNullable(agents.get(Optional.of(node))).orElseThrow();
    }
}
