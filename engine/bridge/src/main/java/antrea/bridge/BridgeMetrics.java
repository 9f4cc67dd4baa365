package antrea.bridge;

import antrea.runtime.metrics.Counter;
import antrea.runtime.metrics.Histogram;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// The metrics `antrea_agent_ovs_*`. Nothing is counted per packet, and one number an operation and bundle.
public final class BridgeMetrics implements CommitListener {
    private static final Metric TOTAL_FLOWS = Metric.gauge(
            "antrea_agent_ovs_total_flow_count", Stability.STABLE, "Total flow count of all OVS flow tables.");
    private static final Metric TABLE_FLOWS = Metric.gauge(
            "antrea_agent_ovs_flow_count",
            Stability.STABLE,
            "Flow count for each OVS flow table. The TableID and TableName are used as labels.",
            "table_id",
            "table_name");
    private static final Metric OPERATIONS = Metric.counter(
            "antrea_agent_ovs_flow_ops_count",
            Stability.ALPHA,
            "Number of OVS flow operations, partitioned by operation type (add, modify and delete).",
            "operation");
    private static final Metric ERRORS = Metric.counter(
            "antrea_agent_ovs_flow_ops_error_count",
            Stability.ALPHA,
            "Number of OVS flow operation errors, partitioned by operation type (add, modify and delete).",
            "operation");
    private static final Metric LATENCY = Metric.histogram(
            "antrea_agent_ovs_flow_ops_latency_milliseconds",
            Stability.ALPHA,
            "The latency of OVS flow operations, partitioned by operation type (add, modify and delete).",
            "operation");

    private final Counter operations;
    private final Counter errors;
    private final Histogram latency;

    /// Takes its names in the registry; every operation is there from the start, with 0.
    public BridgeMetrics(MetricRegistry registry) {
        operations = registry.counter(OPERATIONS);
        errors = registry.counter(ERRORS);
        latency = registry.histogram(LATENCY, Histogram.DEFAULT_BOUNDS);
        for (Operation operation : Operation.values()) {
            operations.add(0, label(operation));
            errors.add(0, label(operation));
            latency.open(label(operation));
        }
    }

    /// What is declared here.
    public static List<Metric> all() {
        return List.of(TOTAL_FLOWS, TABLE_FLOWS, OPERATIONS, ERRORS, LATENCY);
    }

    /// From now on the registry also tells how many flows each table has.
    public static void register(MetricRegistry registry, Supplier<List<TableFlows>> tables) {
        registry.asked(
                TOTAL_FLOWS,
                () -> tables.get().stream().mapToDouble(TableFlows::count).sum());
        registry.asked(TABLE_FLOWS, () -> {
            Map<List<String>, Double> out = new HashMap<>();
            tables.get().forEach(t -> out.put(List.of(Integer.toString(t.id()), t.name()), (double) t.count()));
            return out;
        });
    }

    private static String label(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /// As in the original, an operation is one bundle's share of flows to add, to modify or to delete, not a flow.
    @Override
    public void observe(Operation operation, int count, int refused, Duration bundle) {
        (refused > 0 ? errors : operations).increment(label(operation));
        latency.observe((double) bundle.toMillis(), label(operation));
    }
}
