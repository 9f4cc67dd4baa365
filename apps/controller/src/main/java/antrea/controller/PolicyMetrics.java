package antrea.controller;

import antrea.networkpolicy.central.PolicyMeter;
import antrea.runtime.metrics.Counter;
import antrea.runtime.metrics.Gauge;
import antrea.runtime.metrics.Histogram;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/// The metrics `antrea_controller_*` of the policy calculation, by the names of the original.
final class PolicyMetrics implements PolicyMeter {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Map<Step, Declared> DECLARED = declarations();

    private record Declared(Metric processed, Metric duration, Metric waiting) {
        static Declared of(String word, String spoken, String queue) {
            String prefix = "antrea_controller_";
            return new Declared(
                    Metric.counter(
                            prefix + word + "_processed",
                            Stability.STABLE,
                            "The total number of " + spoken + " processed"),
                    Metric.histogram(
                            prefix + word + "_sync_duration_milliseconds",
                            Stability.ALPHA,
                            "The duration of syncing " + spoken),
                    Metric.gauge(prefix + "length_" + word + "_queue", Stability.STABLE, "The length of " + queue));
        }
    }

    private record Of(Counter processed, Histogram duration, Gauge waiting) {}

    private final LongSupplier nanoTime;
    private final Map<Step, Of> steps = new EnumMap<>(Step.class);

    PolicyMetrics(MetricRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        DECLARED.forEach((step, metrics) -> steps.put(
                step,
                new Of(
                        registry.counter(metrics.processed),
                        registry.histogram(metrics.duration, Histogram.DEFAULT_BOUNDS),
                        registry.gauge(metrics.waiting))));
    }

    private static Map<Step, Declared> declarations() {
        Map<Step, Declared> out = new EnumMap<>(Step.class);
        out.put(
                Step.NETWORK_POLICY,
                Declared.of("network_policy", "internal-networkpolicy", "InternalNetworkPolicyQueue"));
        out.put(Step.APPLIED_TO_GROUP, Declared.of("applied_to_group", "applied-to-group", "AppliedToGroupQueue"));
        out.put(Step.ADDRESS_GROUP, Declared.of("address_group", "address-group", "AddressGroupQueue"));
        return out;
    }

    /// What is declared here.
    static List<Metric> all() {
        List<Metric> out = new ArrayList<>();
        DECLARED.values().forEach(d -> out.addAll(List.of(d.processed, d.duration, d.waiting)));
        return out;
    }

    private Of of(Step step) {
        return Objects.requireNonNull(steps.get(step));
    }

    @Override
    public long begin() {
        return nanoTime.getAsLong();
    }

    @Override
    public void end(Step step, long begin) {
        Of metrics = of(step);
        metrics.processed.increment();
        metrics.duration.observe((nanoTime.getAsLong() - begin) / NANOS_PER_MILLI);
    }

    @Override
    public void waiting(Step step, int count) {
        of(step).waiting.set(count);
    }
}
