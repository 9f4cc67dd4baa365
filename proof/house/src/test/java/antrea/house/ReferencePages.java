package antrea.house;

import antrea.agent.Graph;
import antrea.agent.config.AgentConfig;
import antrea.controller.config.ControllerConfig;
import antrea.pipeline.Table;
import antrea.runtime.config.ConfigException;
import antrea.runtime.config.ConfigKey;
import antrea.runtime.gate.Gate;
import antrea.runtime.metrics.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pages of `docs/reference`, made from what the code declares.
final class ReferencePages {
    private static final String MADE = "\nMade from the code; `proof/house` ReferenceTest says how.\n\n";

    private ReferencePages() {}

    /// Text by file name.
    static Map<String, String> all() {
        Map<String, String> out = new TreeMap<>();
        out.put("gates.md", gates());
        out.put("metrics.md", metrics());
        out.put("config-keys.md", keys());
        out.put("tables.md", tables());
        return out;
    }

    private static String row(String... cells) {
        return Stream.of(cells).map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String head(String... cells) {
        return row(cells) + row(Stream.of(cells).map(_ -> "---").toArray(String[]::new));
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String gates() {
        StringBuilder out = new StringBuilder("# Feature gates\n" + MADE
                + "\"later\": the feature is not there yet, and switching the gate on by name stops the start; one that is on "
                + "by default is told of at start, and `/featuregates` of the agent says it is Disabled. "
                + "\"always\": switching the gate off stops the start.\n\n"
                + head("Gate", "Stage", "Default", "Agent", "Controller"));
        Stream.of(Gate.values()).sorted(Comparator.comparing(Gate::text)).forEach(gate -> {
            String agent = state(gate, Gate.Users.CONTROLLER, file -> AgentConfig.read(file, "x", Map.of()));
            String controller = state(gate, Gate.Users.AGENT, file -> ControllerConfig.read(file, "x"));
            out.append(
                    row(code(gate.text()), gate.stage().text(), gate.onByDefault() ? "on" : "off", agent, controller));
        });
        return out.toString();
    }

    private static String state(Gate gate, Gate.Users others, Consumer<String> read) {
        if (gate.users() == others) {
            return "";
        }
        if (isRefused(gate, true, read)) {
            return "later";
        }
        return isRefused(gate, false, read) ? "always" : "yes";
    }

    private static boolean isRefused(Gate gate, boolean on, Consumer<String> read) {
        try {
            read.accept("featureGates: {" + gate.text() + ": " + on + "}");
            return false;
        } catch (ConfigException _) {
            return true;
        }
    }

    private static String metrics() {
        StringBuilder out =
                new StringBuilder("# Metrics\n" + MADE + head("Metric", "Type", "Stability", "Labels", "Meaning"));
        for (Metric metric : Declared.metrics()) {
            out.append(row(
                    code(metric.name()),
                    metric.kind().name().toLowerCase(Locale.ROOT),
                    metric.stability() == Metric.Stability.NONE
                            ? ""
                            : metric.stability().toString(),
                    metric.labels().stream().map(ReferencePages::code).collect(Collectors.joining(", ")),
                    metric.help()));
        }
        out.append("\nOf Antrea 1.15 these are missing:\n\n").append(head("Metric", "Waits for"));
        for (MetricsTest.Line line : MetricsTest.lines()) {
            if (!line.later().isEmpty()) {
                out.append(row(code(line.text().split(" ", 2)[0]), line.later()));
            }
        }
        return out.toString();
    }

    private static String keys() {
        return "# Configuration keys\n" + MADE + "## antrea-agent.conf\n\n" + keys(AgentConfig.keys())
                + "\n## antrea-controller.conf\n\n" + keys(ControllerConfig.keys());
    }

    private static String keys(List<ConfigKey> keys) {
        StringBuilder out = new StringBuilder(head("Key", "Kind", "Default"));
        keys.stream()
                .sorted(Comparator.comparing(ConfigKey::path))
                .forEach(k -> out.append(row(code(k.path()), k.kind(), code(k.byDefault()))));
        return out.toString();
    }

    private static String tables() {
        Graph graph = Declared.graph();
        StringBuilder out = new StringBuilder("# Tables of the bridge\n" + MADE
                + "With `antreaProxy.proxyAll: true` and both address families; a table that is not needed is left out and"
                + " the numbers move up. `antrea-agent --config FILE --graph` prints them for a configuration.\n\n"
                + head("Number", "Table", "Pipeline", "Stage", "Feature", "Open to flows of"));
        for (Table table : graph.pipeline().tables()) {
            String feature = graph.modules().stream()
                    .filter(m -> m.tables().contains(table))
                    .map(m -> m.id().gate())
                    .collect(Collectors.joining(", "));
            out.append(row(
                    Integer.toString(graph.pipeline().idOf(table)),
                    table.name(),
                    table.kind().toString(),
                    table.stage().toString(),
                    feature,
                    table.openings().stream()
                            .map(o -> o.visitor().toString())
                            .distinct()
                            .collect(Collectors.joining(", "))));
        }
        return out.toString();
    }
}
