package antrea.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.metrics.Metric.Stability;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricRegistryTest {
    private final MetricRegistry registry = new MetricRegistry();

    @Test
    void textHasTheFormAndTheNamesOfTheOriginal() {
        Counter ops = registry.counter(Metric.counter(
                "antrea_agent_ovs_flow_ops_count", Stability.STABLE, "Number of OVS flow operations.", "operation"));
        ops.increment("add");
        ops.add(2, "delete");
        registry.gauge(Metric.gauge("antrea_agent_local_pod_count", Stability.STABLE, "Number of Pods."))
                .set(3);
        registry.asked(
                Metric.gauge("antrea_agent_ovs_flow_count", Stability.STABLE, "Flow count.", "table_id", "table_name"),
                () -> Map.of(List.of("1", "B\"\\\n"), 2.5));
        assertEquals("""
                # HELP antrea_agent_local_pod_count [STABLE] Number of Pods.
                # TYPE antrea_agent_local_pod_count gauge
                antrea_agent_local_pod_count 3
                # HELP antrea_agent_ovs_flow_count [STABLE] Flow count.
                # TYPE antrea_agent_ovs_flow_count gauge
                antrea_agent_ovs_flow_count{table_id="1",table_name="B\\"\\\\\\n"} 2.5
                # HELP antrea_agent_ovs_flow_ops_count [STABLE] Number of OVS flow operations.
                # TYPE antrea_agent_ovs_flow_ops_count counter
                antrea_agent_ovs_flow_ops_count{operation="add"} 1
                antrea_agent_ovs_flow_ops_count{operation="delete"} 2
                """, registry.text());
    }

    @Test
    void histogramCountsUpToEachBound() {
        Histogram times =
                registry.histogram(Metric.histogram("x_milliseconds", Stability.ALPHA, "Time."), List.of(0.1, 10.0));
        times.observe(0.1);
        times.observe(5);
        times.observe(11);
        assertEquals("""
                # HELP x_milliseconds [ALPHA] Time.
                # TYPE x_milliseconds histogram
                x_milliseconds_bucket{le="0.1"} 1
                x_milliseconds_bucket{le="10"} 2
                x_milliseconds_bucket{le="+Inf"} 3
                x_milliseconds_sum 16.1
                x_milliseconds_count 3
                """, registry.text());
    }

    @Test
    void metricsWithoutLabelsStartAtZeroAndThoseWithLabelsAreAbsent() {
        registry.counter(Metric.counter("a", Stability.NONE, "A."));
        registry.counter(Metric.counter("b", Stability.NONE, "B.", "l"));
        assertEquals("# HELP a A.\n# TYPE a counter\na 0\n", registry.text());
    }

    @Test
    void oneNameHasOneOwner() {
        Metric metric = Metric.gauge("a", Stability.NONE, "A.");
        registry.gauge(metric);
        assertThrows(IllegalStateException.class, () -> registry.gauge(metric));
        assertThrows(IllegalStateException.class, () -> registry.counter(Metric.gauge("b", Stability.NONE, "B.")));
    }

    @Test
    void wrongUseIsRefused() {
        Counter counter = registry.counter(Metric.counter("a", Stability.NONE, "A.", "l"));
        assertThrows(IllegalArgumentException.class, counter::increment);
        assertThrows(IllegalArgumentException.class, () -> counter.add(-1, "x"));
        assertThrows(IllegalArgumentException.class, () -> Metric.gauge("a-b", Stability.NONE, "x"));
    }

    @Test
    void gaugesMoveAndGo() {
        Gauge gauge = registry.gauge(Metric.gauge("a", Stability.NONE, "A.", "l"));
        gauge.add(2, "x");
        gauge.add(-1, "x");
        assertEquals(1, gauge.value("x"));
        gauge.remove("x");
        assertEquals("", registry.text());
    }

    @Test
    void processTellsOfItself() {
        ProcessMetrics.register(registry);
        String text = registry.text();
        assertTrue(text.matches("(?s).*process_resident_memory_bytes [1-9][0-9]+\n.*"), text);
        assertTrue(text.matches("(?s).*process_open_fds [1-9].*"), text);
        assertTrue(text.matches("(?s).*process_start_time_seconds [1-9].*"), text);
    }

    @Test
    void anOpenedHistogramIsThereWithoutObservations() {
        MetricRegistry registry = new MetricRegistry();
        Histogram histogram = registry.histogram(
                Metric.histogram("h", Metric.Stability.ALPHA, "help", "operation"), Histogram.DEFAULT_BOUNDS);
        histogram.open("add");
        assertTrue(registry.text().contains("h_count{operation=\"add\"} 0\n"), registry.text());
    }
}
