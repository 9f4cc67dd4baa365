package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.agent.Graph;
import antrea.agent.config.AgentConfig;
import antrea.controller.config.ControllerConfig;
import antrea.feature.CentralFeature;
import antrea.feature.FeatureId;
import antrea.feature.NodeFeature;
import antrea.pipeline.Table;
import antrea.runtime.config.ConfigKey;
import antrea.runtime.gate.Gate;
import antrea.runtime.metrics.Metric;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// R3: a table, a gate, a metric and a configuration key each are declared in exactly one place. What is declared
/// twice drifts apart, and nobody knows which of the two is meant.
class DeclarationTest {
    /// String literals of the main sources with the files that have them; those in `new FeatureId(…)` left out,
    /// since a feature names its gate.
    private static Map<String, List<String>> literals() {
        List<Path> files = SourceTree.files().stream()
                .filter(f ->
                        f.toString().contains("/src/main/") && !f.toString().contains("/proof/"))
                .toList();
        Map<String, List<String>> out = new TreeMap<>();
        for (CompilationUnitTree unit : SourceTree.parse(files)) {
            String name = SourceTree.root()
                    .relativize(Path.of(unit.getSourceFile().toUri()))
                    .toString();
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void unused) {
                    return made.getIdentifier().toString().equals("FeatureId")
                            ? null
                            : super.visitNewClass(made, unused);
                }

                @Override
                public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void unused) {
                    if (literal.getValue() instanceof String text) {
                        out.computeIfAbsent(text, _ -> new ArrayList<>()).add(name);
                    }
                    return null;
                }
            }.scan(unit, null);
        }
        return out;
    }

    static List<String> twice(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(n -> !seen.add(n)).toList();
    }

    @Test
    void r3_tables() {
        List<String> names = new ArrayList<>();
        for (Graph.Module module : Declared.graph().modules()) {
            names.addAll(module.tables().stream().map(Table::name).toList());
        }
        assertEquals(List.of(), twice(names), "tables with two owners");
        Map<String, List<String>> literals = literals();
        for (String name : names) {
            long places = literals.getOrDefault(name, List.of()).stream()
                    .filter(f -> f.endsWith("Tables.java"))
                    .count();
            assertEquals(1, places, () -> "places that declare the table " + name + ": " + literals.get(name));
        }
    }

    @Test
    void r3_gates() {
        assertEquals(
                List.of(), twice(List.of(Gate.values()).stream().map(Gate::text).toList()));
        Map<String, List<String>> literals = literals();
        for (Gate gate : Gate.values()) {
            assertEquals(
                    List.of("foundation/runtime/src/main/java/antrea/runtime/gate/Gate.java"),
                    // words of APIs: Egress is also a direction of NetworkPolicies, and kinds are named like their gate
                    literals.getOrDefault(gate.text(), List.of()).stream()
                            .filter(f -> !f.startsWith("foundation/kube/")
                                    && !f.contains("/api/")
                                    && !f.endsWith("/StandIns.java"))
                            .toList(),
                    "files that write the gate " + gate.text() + " as text, in place of Gate." + gate);
        }
        List<FeatureId> all = new ArrayList<>(Declared.ids(NodeFeature.class));
        all.addAll(Declared.ids(CentralFeature.class));
        for (FeatureId id : all) {
            Gate.ofText(id.gate())
                    .ifPresent(gate -> assertEquals(
                            gate.stage().name(), id.maturity().name(), "maturity of " + id.gate() + " in its feature"));
        }
    }

    @Test
    void r3_metrics() {
        List<String> names = Declared.metrics().stream().map(Metric::name).toList();
        assertEquals(List.of(), twice(names), "metrics that two classes declare");
        Structure.metricsAreDeclaredInMetrics().check(Declared.CLASSES);
    }

    @Test
    void r3_configurationKeys() {
        for (List<ConfigKey> keys : List.of(AgentConfig.keys(), ControllerConfig.keys())) {
            assertEquals(List.of(), twice(keys.stream().map(ConfigKey::path).toList()), "keys with two readers");
        }
        Structure.configurationIsReadInConfig().check(Declared.CLASSES);
    }

    @Test
    void everyFeatureOfTheAgentIsInItsGraph() {
        assertEquals(
                new HashSet<>(Declared.ids(NodeFeature.class)),
                new HashSet<>(Declared.graph().modules().stream()
                        .map(Graph.Module::id)
                        .toList()));
    }
}
