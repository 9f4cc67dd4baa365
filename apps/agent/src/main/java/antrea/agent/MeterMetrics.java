package antrea.agent;

import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What the switch kept from us because a meter was exceeded, under the original's name and labels.
final class MeterMetrics {
    private static final Metric DROPPED = Metric.gauge(
            "antrea_agent_ovs_meter_packet_dropped_count",
            Stability.ALPHA,
            "Number of packets dropped by OVS meter. The value is greater than 0 when the packets exceed the"
                    + " rate-limit.",
            "meter_id");

    /// The original's meters of packets to the agent; each is told of from the start, with 0.
    private static final Map<Integer, String> LABELS = Map.of(
            256, "PacketInMeterNetworkPolicy",
            257, "PacketInMeterTraceflow",
            258, "PacketInMeterDNSInterception");

    private MeterMetrics() {}

    /// What is declared here.
    static List<Metric> all() {
        return List.of(DROPPED);
    }

    /// `drops`: packets by number of the meter, asked for at each scrape.
    static void register(MetricRegistry registry, Supplier<Map<Integer, Long>> drops) {
        registry.asked(DROPPED, () -> {
            Map<Integer, Long> now = drops.get();
            Map<List<String>, Double> out = new HashMap<>();
            LABELS.forEach((id, label) ->
                    out.put(List.of(label), now.getOrDefault(id, 0L).doubleValue()));
            return out;
        });
    }
}
