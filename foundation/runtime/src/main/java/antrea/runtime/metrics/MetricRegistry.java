package antrea.runtime.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// All metrics of a process. A name can be taken once. For any thread.
public final class MetricRegistry {
    /// The values of one metric.
    interface Series {
        Metric metric();

        void write(MetricText out);
    }

    private record Asked(Metric metric, Supplier<Map<List<String>, Double>> values) implements Series {
        @Override
        public void write(MetricText out) {
            values.get().forEach((labels, value) -> out.sample("", labels, value));
        }
    }

    private final Map<String, Series> all = new ConcurrentSkipListMap<>();

    /// Throws [IllegalStateException] when the name is taken, as the others do.
    public Counter counter(Metric metric) {
        return add(metric, Metric.Kind.COUNTER, new Counter(metric));
    }

    public Gauge gauge(Metric metric) {
        return add(metric, Metric.Kind.GAUGE, new Gauge(metric));
    }

    public Histogram histogram(Metric metric, List<Double> bounds) {
        return add(metric, Metric.Kind.HISTOGRAM, new Histogram(metric, bounds));
    }

    /// A counter or gauge without labels whose value is asked for at each scrape.
    public void asked(Metric metric, DoubleSupplier value) {
        asked(metric, () -> Map.of(List.of(), value.getAsDouble()));
    }

    /// A counter or gauge whose values, by their label values, are asked for at each scrape.
    public void asked(Metric metric, Supplier<Map<List<String>, Double>> values) {
        add(metric, metric.kind(), new Asked(metric, values));
    }

    private <S extends Series> S add(Metric metric, Metric.Kind kind, S series) {
        if (metric.kind() != kind) {
            throw new IllegalStateException(
                    metric.name() + " is declared as a " + metric.kind().word());
        }
        if (all.putIfAbsent(metric.name(), series) != null) {
            throw new IllegalStateException("two owners of the metric " + metric.name());
        }
        return series;
    }

    /// What is declared, by name.
    public Collection<Metric> metrics() {
        return all.values().stream().map(Series::metric).toList();
    }

    /// The answer to a scrape.
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Series series : all.values()) {
            MetricText text = new MetricText(series.metric());
            series.write(text);
            text.appendTo(out);
        }
        return out.toString();
    }
}
