package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules are held against something that breaks them: a rule that finds nothing there guards nothing. Not here are
/// those that the compiler (R6, R7, R10 in part) and the formatter (R12) enforce; that these have their orders is seen
/// in TextTest. R11's sample is in ConfigKeyTest.
class RulesBiteTest {
    /// The classes of the packages called `broken`.
    private static final JavaClasses BROKEN = new ClassFileImporter()
            .importPackages("antrea")
            .that(JavaClass.Predicates.resideInAPackage("antrea..broken.."));

    private static void assertFinds(ArchRule rule, String... faults) {
        String report =
                String.join("\n", rule.evaluate(BROKEN).getFailureReport().getDetails());
        for (String fault : faults) {
            assertTrue(report.contains(fault), () -> "not found: " + fault + ", in\n" + report);
        }
    }

    @Test
    void r1_aCycleIsFound() {
        assertFinds(Structure.noPackageCycles(), "BrokenCentral", "BrokenNode");
    }

    @Test
    void r2_inputAndOutputAreFound() {
        assertFinds(Structure.pureModulesDoNoInputOutput(), "java.nio.file.Files", "java.lang.Thread");
    }

    @Test
    void r2_clocksAreFound() {
        assertFinds(
                Structure.pureModulesReadNoClock(),
                "System.currentTimeMillis",
                "System.nanoTime",
                "Instant.now",
                "Clock.systemUTC",
                "InstantSource.system");
    }

    @Test
    void r2_lotsAreFound() {
        assertFinds(
                Structure.pureModulesDrawNoLots(),
                "Math.random",
                "java.util.Random.<init>",
                "SplittableRandom.<init>",
                "ThreadLocalRandom.current",
                "RandomGenerator.getDefault",
                "UUID.randomUUID",
                "Collections.shuffle");
    }

    @Test
    void r4_aHalfThatKnowsTheOtherIsFound() {
        assertFinds(Structure.centralDoesNotKnowNode(), "BrokenCentral");
        assertFinds(Structure.nodeDoesNotKnowCentral(), "BrokenNode");
    }

    @Test
    void internalsOfAnotherFeatureAreFoundAndWhatItSharesIsNot() {
        ArchRule rule = Structure.featuresKeepTheirInternals();
        assertFinds(rule, "antrea.podnetwork.node.CniRequest");
        List<String> found = rule.evaluate(BROKEN).getFailureReport().getDetails();
        assertEquals(
                List.of(),
                found.stream()
                        .filter(f ->
                                f.contains("NodeTables") || f.contains("NodeFields") || f.contains("LocalInterface"))
                        .toList());
    }

    @Test
    void r3_whatIsDeclaredTwiceOrElsewhereIsFound() {
        assertEquals(List.of("a"), DeclarationTest.twice(List.of("a", "b", "a")));
        assertFinds(Structure.metricsAreDeclaredInMetrics(), "Metric.gauge");
        assertFinds(Structure.configurationIsReadInConfig(), "antrea.runtime.config.ConfigSection");
    }

    private static List<String> tooLarge(String folder, String name, String source) {
        SizeTest sizes = new SizeTest();
        var unit = SourceTree.parse(List.of(SourceTree.text(name, source))).getFirst();
        sizes.measure(folder + name, unit);
        return List.copyOf(sizes.found);
    }

    @Test
    void r5_whatIsTooLargeIsFound() {
        StringBuilder imports = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            imports.append("import a.b.C").append(i).append(";\n");
        }
        String source = imports + """
                class A {
                    A(int a, int b, int c, int d, int e, int f, int g) {
                        %s}
                    void set(boolean enableB) {%s}
                    record R(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k) {}
                }
                """.formatted("\n".repeat(20), "\n".repeat(500));
        List<String> found = tooLarge("engine/graph/src/main/java/antrea/graph/", "A.java", source);
        for (String fault : List.of(
                "A.java: file longer than 500",
                "A.java: more than 25 imports",
                "A.java#R: record with more than 10",
                "A.java#<init>: constructor with more than 6",
                "A.java#set: method longer than 50",
                "A.java#set: parameter boolean enableB")) {
            assertTrue(found.stream().anyMatch(f -> f.contains(fault)), () -> "not found: " + fault + ", in " + found);
        }
        assertEquals(6, found.size(), found::toString);
        assertEquals(List.of(), tooLarge("apps/agent/src/main/java/antrea/agent/", "A.java", imports + "class A {}"));
    }

    @Test
    void r6_aPackageThatIsNotMarkedIsFound() {
        assertTrue(TextTest.isNullMarked(List.of("@NullMarked", "package a;")));
        assertFalse(TextTest.isNullMarked(List.of("/// Not @NullMarked.", "package a;")));
        assertEquals(List.of("-Xep:NullAway:ERROR"), TextTest.missingOrders(pom().replace(" -Xep:NullAway:ERROR", "")));
    }

    private static String pom() {
        try {
            return Files.readString(SourceTree.root().resolve("pom.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "switch (e) { case A: return 1; default: return 2; }",
                "return switch (e) { case A -> 1; default -> 2; };",
                "return switch (s) { case S.B _ -> 1; default -> 2; };",
                "return switch (s) { case S.B _ -> 1; case null, default -> 2; };",
                "return switch (s) { case S.B _ -> 1; case S all -> 2; };",
                "return switch (t) { case S.B _ -> 1; default -> 2; };",
                "return switch (gate) { case EGRESS -> 1; default -> 2; };",
            })
    void r9_aDefaultThatHidesCasesIsFound(String body) {
        assertEquals(1, inSwitch(body).size(), () -> inSwitch(body).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return switch (e) { case A -> 1; case B -> 2; };",
                "return switch (s) { case S.B _ -> 1; case S.C(int x) when x > 1 -> 2; case S.C _ -> 3; };",
                "return switch (text) { case \"a\" -> 1; default -> 2; };",
                "return switch (number) { case 1 -> 1; default -> 2; };",
                "return switch (foreign) { case RUNNABLE -> 1; default -> 2; };",
            })
    void r9_aSwitchThatIsWholeOrOpenIsLeftAlone(String body) {
        assertEquals(List.of(), inSwitch(body));
    }

    private static List<String> inSwitch(String body) {
        String source = """
                package antrea.sample;
                class A<T extends A.S> {
                    enum E { A, B }
                    sealed interface S { record B() implements S {} record C(int x) implements S {} }
                    int f(E e, S s, T t, String text, int number, Thread.State foreign, antrea.runtime.gate.Gate gate) {
                        %s
                    }
                }
                """.formatted(body);
        return ClosedSwitches.withDefault(List.of(SourceTree.text("A.java", source)), "");
    }

    @Test
    void r9_aSwitchOverWhatIsNotKnownIsFound() {
        assertEquals(1, inSwitch("return switch (nothing) { default -> 2; };").size());
    }

    @Test
    void r13_aPageThatIsNotOfTheCodeIsFound(@TempDir Path folder) throws IOException {
        ReferenceTest.write(folder);
        assertEquals(List.of(), ReferenceTest.different(folder));
        Files.writeString(folder.resolve("gates.md"), "by hand\n", StandardOpenOption.APPEND);
        Files.delete(folder.resolve("tables.md"));
        assertEquals(List.of("gates.md", "tables.md"), ReferenceTest.different(folder));
    }

    @Test
    void r8_aFakeElsewhereIsFound() {
        List<String> lines = List.of("    private static final class FakeDoor implements Door {", "/// class FakeNews");
        assertEquals(
                1,
                ForbiddenText.fakes("a/src/test/java/antrea/a/DoorTest.java", lines)
                        .size());
        assertEquals(List.of(), ForbiddenText.fakes("a/src/test/java/antrea/a/testing/FakeDoor.java", lines));
    }

    @Test
    void whatPointsUpwardIsFound() {
        assertFinds(Structure.featuresDoNotKnowTheBridgeOrTheApps(), "antrea.bridge.");
        assertFinds(Structure.foundationKnowsNothingOfTheProduct(), "antrea.graph.Source");
        assertFinds(Structure.engineKnowsNoFeature(), "antrea.service.node.broken.BrokenNode");
    }

    @Test
    void foreignFunctionsAreFound() {
        assertFinds(Structure.foreignFunctionsOnlyInLinux(), "java.lang.foreign.Arena");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "named    | final class FlowManager {",
                "named    | record PodInfo(String name) {}",
                "named    | public interface FlowData {",
                "named    | enum StringUtils {",
                "skipped  | @Disabled",
                "skipped  | Assumptions.assumeTrue(onLinux());",
                "work     | // TODO: the other family",
                "sleep    | Thread.sleep(10);",
                "mock     | import static org.mockito.Mockito.when;",
                "mock     | import org.easymock.EasyMock;",
                "mock     | var a = org.powermock.api.Mock.of(x);",
                "lock     | public synchronized void close() {",
                "lock     | synchronized (this) {",
                "shell    | new ProcessBuilder(\"sh\", \"-c\", command)",
                "shell    | List.of(\"/bin/bash\", \"-c\", command)",
                "shell    | Runtime.getRuntime().exec(\"ip link\" + name)",
            })
    void forbiddenTextIsFound(String word, String line) {
        List<String> found = ForbiddenText.in(List.of("", line), true);
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith("2: ") && found.getFirst().contains(word), found::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public record AgentInfo(Place place) {}",
                "/// Is synchronized with the switch.",
                "String info = data.toString();",
                "case Tcp _ -> \"bashful\";",
                "default -> throw new IllegalArgumentException(text);",
            })
    void goodTextIsLeftAlone(String line) {
        assertEquals(List.of(), ForbiddenText.in(List.of(line), true));
    }

    @Test
    void whatShipsHasStricterRulesThanItsTests() {
        assertEquals(List.of(), ForbiddenText.in(List.of("private synchronized void add() {"), false));
    }

    @Test
    void r8_aMockLibraryInABuildFileIsFound() {
        assertEquals(
                2,
                ForbiddenText.inBuildFile(List.of(
                                "<groupId>org.mockito</groupId>",
                                "<artifactId>junit-jupiter</artifactId>",
                                "<artifactId>powermock-api</artifactId>"))
                        .size());
    }
}
