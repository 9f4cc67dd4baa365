package antrea.runtime.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/// A number that only grows, one for each tuple of label values. For any thread.
public final class Counter implements MetricRegistry.Series {
    private final Metric metric;
    private final Map<List<String>, DoubleAdder> values = new ConcurrentHashMap<>();

    Counter(Metric metric) {
        this.metric = metric;
        if (metric.labels().isEmpty()) {
            values.put(List.of(), new DoubleAdder());
        }
    }

    public void increment(String... labelValues) {
        add(1, labelValues);
    }

    /// Throws [IllegalArgumentException] for a negative amount.
    public void add(double amount, String... labelValues) {
        if (amount < 0) {
            throw new IllegalArgumentException("the counter " + metric.name() + " cannot shrink by " + amount);
        }
        values.computeIfAbsent(MetricText.labelValues(metric, labelValues), _ -> new DoubleAdder())
                .add(amount);
    }

    public double value(String... labelValues) {
        DoubleAdder value = values.get(List.of(labelValues));
        return value == null ? 0 : value.sum();
    }

    @Override
    public Metric metric() {
        return metric;
    }

    @Override
    public void write(MetricText out) {
        values.forEach((labels, value) -> out.sample("", labels, value.sum()));
    }
}
