package antrea.agent;

import antrea.bridge.BridgeMetrics;
import antrea.bridge.TableFlows;
import antrea.graph.Calculation;
import antrea.networkpolicy.node.PolicyMetrics;
import antrea.podnetwork.node.PodMetrics;
import antrea.runtime.metrics.MetricRegistry;
import antrea.runtime.metrics.ProcessMetrics;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The metrics of the agent: each owner counts, here they come together.
record AgentMetrics(MetricRegistry registry, BridgeMetrics bridge, PodMetrics pods, PolicyMetrics policies) {
    static AgentMetrics create(ConntrackMetrics.Table connections) {
        MetricRegistry registry = new MetricRegistry();
        ProcessMetrics.register(registry);
        ConntrackMetrics.register(registry, connections);
        return new AgentMetrics(
                registry, new BridgeMetrics(registry), new PodMetrics(registry), new PolicyMetrics(registry));
    }

    /// Counts from now on; `flows` and what meters dropped are asked for at each scrape.
    void wire(Calculation in, Supplier<List<TableFlows>> flows, Supplier<Map<Integer, Long>> meterDrops) {
        pods.wire(in);
        policies.wire(in);
        BridgeMetrics.register(registry, flows);
        MeterMetrics.register(registry, meterDrops);
    }
}
