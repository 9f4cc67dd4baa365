package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule is held against something that breaks it: a rule that finds nothing there guards nothing.
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
                "default  | default -> throw new AssertionError();",
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
                "default -> throw new IllegalArgumentException(text);"
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
