package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.metrics.MetricRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BridgeMetricsTest {
    private final MetricRegistry registry = new MetricRegistry();
    private final BridgeMetrics metrics = new BridgeMetrics(registry);

    private void assertLine(String line) {
        assertTrue(registry.text().lines().anyMatch(line::equals), () -> line + " is not in\n" + registry.text());
    }

    @Test
    void everyOperationIsThereFromTheStart() {
        for (String operation : List.of("add", "modify", "delete")) {
            assertLine("antrea_agent_ovs_flow_ops_count{operation=\"" + operation + "\"} 0");
            assertLine("antrea_agent_ovs_flow_ops_error_count{operation=\"" + operation + "\"} 0");
            assertLine("antrea_agent_ovs_flow_ops_latency_milliseconds_count{operation=\"" + operation + "\"} 0");
        }
    }

    @Test
    void aBundleCountsOnceForEachOperationInIt() {
        metrics.observe(CommitListener.Operation.ADD, 100, 0, Duration.ofMillis(3));
        metrics.observe(CommitListener.Operation.DELETE, 2, 1, Duration.ofMillis(7));
        assertLine("antrea_agent_ovs_flow_ops_count{operation=\"add\"} 1");
        assertLine("antrea_agent_ovs_flow_ops_error_count{operation=\"add\"} 0");
        assertLine("antrea_agent_ovs_flow_ops_count{operation=\"delete\"} 0");
        assertLine("antrea_agent_ovs_flow_ops_error_count{operation=\"delete\"} 1");
        assertLine("antrea_agent_ovs_flow_ops_latency_milliseconds_sum{operation=\"delete\"} 7");
    }

    @Test
    void flowsOfTablesAreAskedForAtTheScrape() {
        BridgeMetrics.register(
                registry,
                () -> List.of(new TableFlows(0, "PipelineRootClassifier", 4), new TableFlows(9, "Output", 5)));
        assertLine("antrea_agent_ovs_total_flow_count 9");
        assertLine("antrea_agent_ovs_flow_count{table_id=\"9\",table_name=\"Output\"} 5");
        assertEquals(5, BridgeMetrics.all().size());
    }
}
