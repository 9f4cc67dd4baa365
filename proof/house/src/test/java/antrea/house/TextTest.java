package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// R6, R9, R10 and the words of the house, read from the text of the sources.
class TextTest {
    private static final Map<String, Pattern> FORBIDDEN = Map.of(
            "a class named Manager, Helper, Util, Impl or Data",
            Pattern.compile("\\b(class|record|interface|enum) \\w*(Manager|Helper|Utils?|Impl|Data)\\b"),
            "a switch over sealed types needs no default that throws",
            Pattern.compile("default -> throw new (AssertionError|IllegalStateException)\\(\\)"),
            "a skipped test",
            Pattern.compile("@Disabled|assumeTrue\\(|assumeFalse\\(|assumeThat\\("),
            "unfinished work",
            Pattern.compile("\\b(TODO|FIXME|XXX)\\b"),
            "a sleep",
            Pattern.compile("Thread\\.sleep\\("),
            "a mock library (R8)",
            Pattern.compile("import (static )?(org\\.mockito|org\\.easymock|org\\.powermock|mockit|io\\.mockk)\\b"));

    /// R10, for what ships.
    private static final Map<String, Pattern> FORBIDDEN_IN_PRODUCT = Map.of(
            "a lock that a virtual thread cannot leave while it waits; use ReentrantLock",
            Pattern.compile("^\\s*(?!\\*|//).*\\bsynchronized\\b *[({a-zA-Z]"),
            "a command of a shell: a name with a blank in it becomes another command",
            Pattern.compile("\"(/bin/)?(sh|bash)\""));

    @Test
    void forbiddenTextIsNowhere() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            if (file.toString().contains("proof/house/")) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (Map.Entry<String, Pattern> rule :
                        rules(file.toString().contains("/src/main/")).entrySet()) {
                    if (rule.getValue().matcher(lines.get(i)).find() && !isPolling(rule.getKey(), lines, i)) {
                        found.add(SourceTree.root().relativize(file) + ":" + (i + 1) + ": " + rule.getKey());
                    }
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static Map<String, Pattern> rules(boolean product) {
        Map<String, Pattern> rules = new TreeMap<>(FORBIDDEN);
        if (product) {
            rules.putAll(FORBIDDEN_IN_PRODUCT);
        }
        return rules;
    }

    /// A short rest between two looks at a condition, in a loop that has a deadline, is no sleep.
    private static boolean isPolling(String rule, List<String> lines, int at) {
        return rule.equals("a sleep")
                && lines.subList(Math.max(0, at - 8), at).stream().anyMatch(l -> l.contains("deadline"));
    }

    @Test
    void r6_everyPackageIsNullMarked() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            Path marker = file.resolveSibling("package-info.java");
            boolean main = file.toString().contains("/src/main/");
            if (main && (!Files.exists(marker) || !Files.readString(marker).contains("@NullMarked"))) {
                found.add(SourceTree.root().relativize(file).toString());
            }
        }
        assertEquals(List.of(), found, "packages without @NullMarked in package-info.java");
    }

    @Test
    void everyModuleHasAReadme() throws IOException {
        List<String> found = new ArrayList<>();
        Path root = SourceTree.root();
        for (String floor : List.of("foundation", "engine", "features")) {
            try (var rooms = Files.list(root.resolve(floor))) {
                rooms.filter(r -> Files.exists(r.resolve("src/main/java")))
                        .filter(r -> !Files.exists(r.resolve("README.md")))
                        .forEach(r -> found.add(root.relativize(r).toString()));
            }
        }
        assertEquals(List.of(), found, "modules without a README.md");
    }

    @Test
    void papersAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        Path root = SourceTree.root();
        for (String floor : List.of("foundation", "engine", "features")) {
            try (var walk = Files.walk(root.resolve(floor))) {
                for (Path readme : walk.filter(p -> p.endsWith("README.md")).toList()) {
                    if (Files.readAllLines(readme).size() > 60) {
                        found.add(root.relativize(readme).toString());
                    }
                }
            }
        }
        assertEquals(List.of(), found, "README.md longer than 60 lines");
    }

    /// Tests write below `target` or into a temporary folder; what they leave elsewhere gets committed by somebody.
    @Test
    void nothingThatAProgramLeftIsInTheTree() throws IOException {
        Pattern rubbish = Pattern.compile(".*\\.(p12|jks|hprof|class|jfr)|(hs_err_pid|replay_pid|core\\.).*");
        List<String> found = new ArrayList<>();
        Path root = SourceTree.root();
        for (String floor : List.of("foundation", "engine", "features", "apps", "proof", "docs")) {
            try (var walk = Files.walk(root.resolve(floor))) {
                walk.filter(p -> rubbish.matcher(p.getFileName().toString()).matches())
                        .filter(p -> !p.toString().contains("/target/"))
                        .forEach(p -> found.add(root.relativize(p).toString()));
            }
        }
        assertEquals(List.of(), found, "files that a program has left");
    }
}
