package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.agent.config.AgentConfig;
import antrea.controller.config.ControllerConfig;
import antrea.runtime.config.ConfigKey;
import antrea.runtime.config.YamlText;
import antrea.runtime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// R11: a key of the configuration has its line in antrea.yml, with the value that holds without it.
class ManifestTest {
    /// What the chart of the original does not write either: connections to the API server and what a test sets, names
    /// that are no longer used, Nodes outside the cluster.
    private static final Pattern NOT_IN_THE_CHART = Pattern.compile(
            "(antreaC|c)lientConnection\\..*|externalNode\\..*|nodeType|cniSocket|ovsRunDir|hostProcPathPrefix|clusterPort"
                    + "|legacyCRDMirroring|enableIPSecTunnel|multicastInterfaces|multicluster\\.enable|nplPortRange"
                    + "|(flowCollectorAddr|flowPollInterval|activeFlowExportTimeout|idleFlowExportTimeout)");
    /// Written once they are set.
    private static final Pattern WHERE_ASKED_FOR = Pattern.compile("ovsDatapathType|secondaryNetwork\\..*");

    private static final Map<String, String> OTHER_VALUES = Map.of("auditLogging.maxSize", "500", "serviceCIDR", "");
    private static final Set<String> NOTHING = Set.of("[]", "{}", "0");

    private static String manifest() throws IOException, InterruptedException {
        Process generate = new ProcessBuilder("apps/manifests/generate")
                .directory(SourceTree.root().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(generate.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, generate.waitFor(), "apps/manifests/generate");
        return text;
    }

    /// The text behind `name: |` in a ConfigMap.
    private static String file(String manifest, String name) {
        Matcher block = Pattern.compile("(?m)^  " + Pattern.quote(name) + ": \\|\n((?:    .*\n|\n)*)")
                .matcher(manifest);
        assertTrue(block.find(), name + " in antrea.yml");
        return block.group(1).replaceAll("(?m)^    ", "");
    }

    private static void put(String path, Json value, Map<String, String> out) {
        if (value instanceof Json.Obj object && !object.members().isEmpty()) {
            object.members().forEach((key, member) -> put(path.isEmpty() ? key : path + "." + key, member, out));
        } else {
            String text = value instanceof Json.Text(String words) ? words : value.toString();
            out.put(
                    path,
                    NOTHING.contains(text) ? "" : text.replaceAll("^\\[|]$", "").replace(",", ", "));
        }
    }

    private static void compare(String file, List<ConfigKey> keys) {
        Map<String, String> written = new TreeMap<>();
        put("", YamlText.read(file, "antrea.yml"), written);
        Map<String, String> expected = new TreeMap<>();
        for (ConfigKey key : keys) {
            if (!NOT_IN_THE_CHART.matcher(key.path()).matches()
                    && !WHERE_ASKED_FOR.matcher(key.path()).matches()) {
                expected.put(key.path(), OTHER_VALUES.getOrDefault(key.path(), key.byDefault()));
            }
        }
        assertEquals(expected, written);
    }

    @Test
    void everyKeyOfTheAgentHasItsLine() throws IOException, InterruptedException {
        compare(file(manifest(), "antrea-agent.conf"), AgentConfig.keys());
    }

    @Test
    void everyKeyOfTheControllerHasItsLine() throws IOException, InterruptedException {
        compare(file(manifest(), "antrea-controller.conf"), ControllerConfig.keys());
    }

    @Test
    void antreaYmlIsAccepted() throws IOException, InterruptedException {
        String manifest = manifest();
        AgentConfig.read(file(manifest, "antrea-agent.conf"), "antrea.yml", Map.of());
        ControllerConfig.read(file(manifest, "antrea-controller.conf"), "antrea.yml");
    }
}
