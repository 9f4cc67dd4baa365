package antrea.controller;

import antrea.networkpolicy.central.PolicyMeter;
import antrea.runtime.metrics.Counter;
import antrea.runtime.metrics.Gauge;
import antrea.runtime.metrics.Histogram;
import antrea.runtime.metrics.Metric;
import antrea.runtime.metrics.Metric.Stability;
import antrea.runtime.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/// The metrics `antrea_controller_*` of the policy calculation, by the names of the original.
final class PolicyMetrics implements PolicyMeter {
    private static final double NANOS_PER_MILLI = 1e6;

    private record Of(Counter processed, Histogram duration, Gauge waiting) {}

    private final LongSupplier nanoTime;
    private final Map<Step, Of> steps = new EnumMap<>(Step.class);

    PolicyMetrics(MetricRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Step step : Step.values()) {
            steps.put(step, register(registry, word(step), spoken(step)));
        }
    }

    private static String word(Step step) {
        return switch (step) {
            case NETWORK_POLICY -> "network_policy";
            case APPLIED_TO_GROUP -> "applied_to_group";
            case ADDRESS_GROUP -> "address_group";
        };
    }

    private static String spoken(Step step) {
        return switch (step) {
            case NETWORK_POLICY -> "internal-networkpolicy";
            case APPLIED_TO_GROUP -> "applied-to-group";
            case ADDRESS_GROUP -> "address-group";
        };
    }

    private static Of register(MetricRegistry registry, String word, String spoken) {
        String prefix = "antrea_controller_";
        return new Of(
                registry.counter(Metric.counter(
                        prefix + word + "_processed",
                        Stability.STABLE,
                        "The total number of " + spoken + " processed")),
                registry.histogram(
                        Metric.histogram(
                                prefix + word + "_sync_duration_milliseconds",
                                Stability.ALPHA,
                                "The duration of syncing " + spoken),
                        Histogram.DEFAULT_BOUNDS),
                registry.gauge(Metric.gauge(
                        prefix + "length_" + word + "_queue", Stability.STABLE, "The length of " + spoken + " queue")));
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
