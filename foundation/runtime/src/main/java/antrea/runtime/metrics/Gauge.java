package antrea.runtime.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A number that goes up and down, one for each tuple of label values. For any thread.
public final class Gauge implements MetricRegistry.Series {
    private final Metric metric;
    private final Map<List<String>, Double> values = new ConcurrentHashMap<>();

    Gauge(Metric metric) {
        this.metric = metric;
        if (metric.labels().isEmpty()) {
            values.put(List.of(), 0.0);
        }
    }

    public void set(double value, String... labelValues) {
        values.put(MetricText.labelValues(metric, labelValues), value);
    }

    public void add(double amount, String... labelValues) {
        values.merge(MetricText.labelValues(metric, labelValues), amount, Double::sum);
    }

    /// Drops the series of these label values.
    public void remove(String... labelValues) {
        values.remove(List.of(labelValues));
    }

    public double value(String... labelValues) {
        return values.getOrDefault(List.of(labelValues), 0.0);
    }

    @Override
    public Metric metric() {
        return metric;
    }

    @Override
    public void write(MetricText out) {
        values.forEach((labels, value) -> out.sample("", labels, value));
    }
}
