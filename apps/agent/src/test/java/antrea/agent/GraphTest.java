package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.agent.config.AgentConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static Graph of(String yaml) {
        return Graph.of(AgentConfig.read(yaml, "antrea-agent.conf", Map.of()));
    }

    @Test
    void modulesAndTablesAreShown() {
        String text = of("").toString();
        assertTrue(text.startsWith("NodeNetwork    Gateway, tunnels, routes to peer Nodes\n"), text);
        assertTrue(text.contains("    0 PipelineRootClassifier     ROOT START\n"), text);
        assertTrue(text.contains("\nAntreaProxy    "), text);
        assertEquals(
                of("").pipeline().tables().size(),
                text.lines().filter(l -> l.startsWith("  ")).count());
    }
}
