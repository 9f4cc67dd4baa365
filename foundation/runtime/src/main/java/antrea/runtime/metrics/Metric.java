package antrea.runtime.metrics;

import java.util.List;
import java.util.regex.Pattern;

/// The declaration of a metric. Each owner (feature, module) declares its metrics as constants in one class, so
/// that the list of all metrics can be generated.
///
/// @param help without the stability, which is put in front as Kubernetes components do
public record Metric(String name, Kind kind, Stability stability, String help, List<String> labels) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    public enum Kind {
        COUNTER("counter"),
        GAUGE("gauge"),
        HISTOGRAM("histogram");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// Promise about the future of the name; `NONE` for metrics that are not ours.
    public enum Stability {
        NONE,
        ALPHA,
        STABLE
    }

    /// Throws [IllegalArgumentException] for a name that Prometheus refuses.
    public Metric {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a metric name: \"" + name + "\"");
        }
        labels = List.copyOf(labels);
    }

    public static Metric counter(String name, Stability stability, String help, String... labels) {
        return new Metric(name, Kind.COUNTER, stability, help, List.of(labels));
    }

    public static Metric gauge(String name, Stability stability, String help, String... labels) {
        return new Metric(name, Kind.GAUGE, stability, help, List.of(labels));
    }

    public static Metric histogram(String name, Stability stability, String help, String... labels) {
        return new Metric(name, Kind.HISTOGRAM, stability, help, List.of(labels));
    }

    String helpText() {
        String text = stability == Stability.NONE ? help : "[" + stability + "] " + help;
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
