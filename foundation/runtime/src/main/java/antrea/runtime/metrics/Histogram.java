package antrea.runtime.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// How often a value fell below each of some bounds, for each tuple of label values. For any thread.
public final class Histogram implements MetricRegistry.Series {
    /// The bounds that Prometheus libraries use when none are given.
    public static final List<Double> DEFAULT_BOUNDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

    private record Buckets(List<LongAdder> counts, DoubleAdder sum) {
        static Buckets of(int bounds) {
            List<LongAdder> counts = new ArrayList<>(bounds + 1);
            for (int i = 0; i <= bounds; i++) {
                counts.add(new LongAdder());
            }
            return new Buckets(List.copyOf(counts), new DoubleAdder());
        }
    }

    private final Metric metric;
    private final List<Double> bounds;
    private final Map<List<String>, Buckets> values = new ConcurrentHashMap<>();

    Histogram(Metric metric, List<Double> bounds) {
        this.metric = metric;
        this.bounds = List.copyOf(bounds);
        if (metric.labels().isEmpty()) {
            values.put(List.of(), Buckets.of(bounds.size()));
        }
    }

    /// The series of these label values is there from now on, also while nothing is observed.
    public void open(String... labelValues) {
        buckets(labelValues);
    }

    private Buckets buckets(String... labelValues) {
        return values.computeIfAbsent(MetricText.labelValues(metric, labelValues), _ -> Buckets.of(bounds.size()));
    }

    public void observe(double value, String... labelValues) {
        Buckets buckets = buckets(labelValues);
        int index = 0;
        while (index < bounds.size() && value > bounds.get(index)) {
            index++;
        }
        buckets.counts.get(index).increment();
        buckets.sum.add(value);
    }

    @Override
    public Metric metric() {
        return metric;
    }

    @Override
    public void write(MetricText out) {
        values.forEach((labels, buckets) -> {
            long below = 0;
            for (int i = 0; i < buckets.counts.size(); i++) {
                below += buckets.counts.get(i).sum();
                String bound = i < bounds.size() ? MetricText.number(bounds.get(i)) : "+Inf";
                out.bucket(labels, bound, below);
            }
            out.sample("_sum", labels, buckets.sum.sum());
            out.sample("_count", labels, (double) below);
        });
    }
}
