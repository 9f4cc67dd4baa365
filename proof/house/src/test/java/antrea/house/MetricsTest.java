package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.runtime.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Dashboards and alerts of Antrea 1.15 work here: the same names, types, stabilities and labels.
class MetricsTest {
    /// A line of the list; `later` is empty for what is there.
    record Line(String text, String later) {}

    static List<Line> lines() {
        try (InputStream in = Objects.requireNonNull(MetricsTest.class.getResourceAsStream("metrics-1.15.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(l -> l.split(" later ", 2))
                    .map(parts -> new Line(parts[0], parts.length > 1 ? parts[1] : ""))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String line(Metric metric) {
        String labels = String.join(",", metric.labels());
        return metric.name() + " " + metric.kind().name().toLowerCase(Locale.ROOT) + " " + metric.stability() + " "
                + (labels.isEmpty() ? "-" : labels);
    }

    @Test
    void metricsAreThoseOfTheOriginal() {
        List<String> wanted = lines().stream()
                .filter(l -> l.later.isEmpty())
                .map(Line::text)
                .sorted()
                .toList();
        List<String> declared = Declared.metrics().stream()
                .filter(m -> m.name().startsWith("antrea_"))
                .map(MetricsTest::line)
                .sorted()
                .toList();
        assertEquals(String.join("\n", wanted), String.join("\n", declared));
    }
}
