package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// R6, R8, R10, R12 and the words of the house, read from the text of the sources.
class TextTest {
    @Test
    void forbiddenTextIsNowhere() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            if (file.toString().contains("proof/house/")) {
                continue; // the rules themselves
            }
            boolean product = file.toString().contains("/src/main/");
            for (String fault : ForbiddenText.in(Files.readAllLines(file), product)) {
                found.add(SourceTree.root().relativize(file) + ":" + fault);
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void r8_noModuleDependsOnAMockLibrary() throws IOException {
        List<String> found = new ArrayList<>();
        try (var walk = Files.walk(SourceTree.root())) {
            for (Path pom : walk.filter(
                            p -> p.endsWith("pom.xml") && !p.toString().contains("/target/"))
                    .toList()) {
                for (String line : ForbiddenText.inBuildFile(Files.readAllLines(pom))) {
                    found.add(SourceTree.root().relativize(pom) + ": " + line.strip());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    /// R6, R7 and R10 are the compiler's work; nothing here would notice if a check were switched off.
    @Test
    void theCompilerHasItsOrders() throws IOException {
        assertEquals(List.of(), missingOrders(Files.readString(SourceTree.root().resolve("pom.xml"))));
    }

    static List<String> missingOrders(String pom) {
        List<String> orders = List.of(
                "<arg>-Werror</arg>",
                "<arg>-Xlint:all,",
                "-XepOpt:NullAway:JSpecifyMode=true",
                "-Xep:NullAway:ERROR",
                "-Xep:MissingCasesInEnumSwitch:ERROR",
                "-Xep:UnnecessaryDefaultInEnumSwitch:ERROR",
                "-Xep:NonFinalStaticField:ERROR",
                "-Xep:StaticAssignmentInConstructor:ERROR",
                "-Xep:SystemOut:ERROR");
        return orders.stream().filter(order -> !pom.contains(order)).toList();
    }

    /// The formatter is no test; `./test unit` runs it.
    @Test
    void r12_theTestCommandChecksTheFormat() throws IOException {
        String command = Files.readString(SourceTree.root().resolve("test"));
        assertTrue(command.contains("com.diffplug.spotless:spotless-maven-plugin:check"));
    }

    @Test
    void r8_fakesAreInTestingPackages() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            for (String fault : ForbiddenText.fakes(file.toString(), Files.readAllLines(file))) {
                found.add(SourceTree.root().relativize(file) + ":" + fault);
            }
        }
        assertEquals(List.of(), found, "fakes that others will not find; next to the real thing is a package testing");
    }

    static boolean isNullMarked(List<String> packageInfo) {
        return packageInfo.stream().anyMatch(line -> line.strip().equals("@NullMarked"));
    }

    @Test
    void r6_everyPackageIsNullMarked() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            Path marker = file.resolveSibling("package-info.java");
            boolean main = file.toString().contains("/src/main/");
            if (main && (!Files.exists(marker) || !isNullMarked(Files.readAllLines(marker)))) {
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
