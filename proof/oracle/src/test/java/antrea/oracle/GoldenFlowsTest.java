package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import antrea.feature.TrafficMode;
import antrea.runtime.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// `features/*/src/test/golden/<case>/in.yaml` gives exactly the flows of `flows.txt` and the host state of
/// `host.txt` beside it.
///
/// A case that says `beyond: <case>` has the objects of that other case too, and shows only what it has more than
/// that one, or less.
/// `-Dgolden.record=true` writes the files anew; what they then say has to be read against the specification.
class GoldenFlowsTest {
    /// What `in.yaml` says.
    record Case(Path folder, String node, Settings settings, String beyond, ClusterObjects cluster) {
        NodeRig rig() {
            return World.of(cluster, settings).rig(node);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCaseGivesItsFlows() {
        List<Path> cases = Repository.goldenCases();
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(path -> DynamicTest.dynamicTest(
                        Repository.root().relativize(path).toString(), () -> check(path)));
    }

    private static void check(Path path) {
        Case golden = read(path);
        NodeRig rig = golden.rig();
        SwitchText text = new SwitchText(rig.pipeline);
        List<String> flows = new ArrayList<>();
        List<String> host = new ArrayList<>();
        if (golden.beyond().isEmpty()) {
            flows.addAll(text.tables());
            flows.addAll(text.flows(rig.pipeline.missFlows()));
            flows.addAll(text.all(rig.desired));
            host.addAll(SwitchText.host(rig));
        } else {
            NodeRig less = read(folderOf(golden.beyond())).rig();
            List<String> before = new SwitchText(less.pipeline).all(less.desired);
            List<String> now = text.all(rig.desired);
            flows.addAll(signed("+", minus(now, before)));
            flows.addAll(signed("-", minus(before, now)));
            host.addAll(minus(SwitchText.host(rig), SwitchText.host(less)));
        }
        compare(path.resolve("flows.txt"), flows);
        compare(path.resolve("host.txt"), host);
    }

    private static List<String> signed(String sign, List<String> lines) {
        return lines.stream().map(line -> sign + " " + line).toList();
    }

    private static List<String> minus(List<String> all, List<String> without) {
        Set<String> known = new HashSet<>(without);
        return all.stream().filter(line -> !known.contains(line)).toList();
    }

    private static void compare(Path file, List<String> lines) {
        String actual = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("golden.record")) {
            Repository.write(file, actual);
            return;
        }
        String expected = Files.exists(file) ? Repository.read(file) : "";
        assertEquals(expected, actual, () -> "read it against the specification, then -Dgolden.record=true: " + file);
    }

    private static ClusterObjects cluster(Path folder) {
        return read(folder).cluster();
    }

    private static Path folderOf(String name) {
        return Repository.goldenCases().stream()
                .filter(p -> p.endsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no case " + name));
    }

    static Case read(Path folder) {
        String yaml = Repository.read(folder.resolve("in.yaml"));
        Json.Obj header = ObjectYaml.documents(yaml, folder.toString()).getFirst();
        assertEquals("Case", header.text("kind"), "the first document of " + folder);
        Settings plain = Settings.PLAIN;
        TrafficMode mode = TrafficMode.valueOf(header.text("mode", "ENCAP").toUpperCase(Locale.ROOT));
        Settings settings = new Settings(
                mode,
                header.bool("proxyAll", false),
                header.text("datapath", "system").equals("netdev") ? Settings.USERSPACE.datapath() : plain.datapath());
        String beyond = header.text("beyond", "");
        ClusterObjects cluster = beyond.isEmpty() ? new ClusterObjects() : cluster(folderOf(beyond));
        ObjectYaml.read(yaml, folder.toString(), cluster);
        return new Case(folder, header.text("node", "n1"), settings, beyond, cluster);
    }
}
