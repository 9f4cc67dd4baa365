package antrea.runtime.metrics;

import java.util.List;
import java.util.TreeMap;

/// The text of one metric while it is written (Prometheus text format 0.0.4). Samples come out in order of their
/// labels.
public final class MetricText {
    /// Value of the header Content-Type.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Metric metric;
    private final TreeMap<String, StringBuilder> groups = new TreeMap<>();

    MetricText(Metric metric) {
        this.metric = metric;
    }

    /// One line; `suffix` goes behind the name.
    void sample(String suffix, List<String> labelValues, double value) {
        String labels = labels(labelValues);
        line(labels, suffix, labels.isEmpty() ? "" : "{" + labels + "}", value);
    }

    void bucket(List<String> labelValues, String bound, long count) {
        String labels = labels(labelValues);
        String all = labels + (labels.isEmpty() ? "" : ",") + "le=\"" + bound + "\"";
        line(labels, "_bucket", "{" + all + "}", (double) count);
    }

    private void line(String group, String suffix, String labels, double value) {
        groups.computeIfAbsent(group, _ -> new StringBuilder())
                .append(metric.name())
                .append(suffix)
                .append(labels)
                .append(' ')
                .append(number(value))
                .append('\n');
    }

    private String labels(List<String> labelValues) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < labelValues.size(); i++) {
            String value = labelValues
                    .get(i)
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n");
            out.append(i == 0 ? "" : ",")
                    .append(metric.labels().get(i))
                    .append("=\"")
                    .append(value)
                    .append('"');
        }
        return out.toString();
    }

    void appendTo(StringBuilder out) {
        if (groups.isEmpty()) {
            return;
        }
        out.append("# HELP ")
                .append(metric.name())
                .append(' ')
                .append(metric.helpText())
                .append('\n');
        out.append("# TYPE ")
                .append(metric.name())
                .append(' ')
                .append(metric.kind().word())
                .append('\n');
        groups.values().forEach(out::append);
    }

    /// The shortest text of a number, whole ones without fraction.
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /// Throws [IllegalArgumentException] unless there is a value for each label.
    static List<String> labelValues(Metric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric.name() + " has labels " + metric.labels() + ", got " + List.of(values));
        }
        return List.of(values);
    }
}
