package antrea.podnetwork.node;

import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.podnetwork.api.LocalInterface;
import antrea.runtime.metrics.Gauge;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.util.List;

/// The metric of local Pods.
public final class PodMetrics {
    private static final Metric LOCAL_PODS = Metric.gauge(
            "antrea_agent_local_pod_count",
            Stability.STABLE,
            "Number of Pods on local Node which are managed by the Antrea Agent.");

    private final Gauge localPods;

    /// Takes its name in the registry.
    public PodMetrics(MetricRegistry registry) {
        localPods = registry.gauge(LOCAL_PODS);
    }

    /// What is declared here.
    public static List<Metric> all() {
        return List.of(LOCAL_PODS);
    }

    /// Counts from now on.
    public void wire(Calculation in) {
        Source<String, LocalInterface> interfaces = in.source(LocalInterface.SOURCE);
        interfaces.observe((_, _, _) -> localPods.set(interfaces.size()));
    }

    /// Pods with an interface here; any thread.
    public int localPods() {
        return (int) localPods.value();
    }
}
