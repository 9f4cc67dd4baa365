package antrea.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// R1, R2, R4: who may know whom.
class StructureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("antrea");

    /// Modules that only calculate. Everything they need of the world is handed to them.
    private static final String[] PURE = {
        "antrea.net..",
        "antrea.openflow.codec..",
        "antrea.graph..",
        "antrea.grouping..",
        "antrea.pipeline..",
        "antrea.networkpolicy.api..",
    };

    @Test
    void r1_noPackageCycles() {
        slices().matching("antrea.(**)")
                .should()
                .beFreeOfCycles()
                .because("a cycle means two packages are one, and nobody can read either alone")
                .check(CLASSES);
    }

    @Test
    void r2_pureModulesDoNoInputOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.(net\\.(Socket|ServerSocket|http\\..*)|nio\\.file\\.(Files|Path|Paths)"
                        + "|nio\\.channels\\..*|io\\.File.*)|java\\.lang\\.(Thread|Process.*)"
                        + "|java\\.util\\.concurrent\\..*Executor.*|java\\.security\\.SecureRandom")
                .because("what is calculated must be the same each time it is calculated")
                .check(CLASSES);
    }

    @Test
    void r2_pureModulesReadNoClockAndDrawNoLots() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethodWhere(target(name("currentTimeMillis"))
                        .or(target(name("nanoTime")))
                        .or(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
                        .or(target(name("random")).and(target(owner(type(Math.class)))))
                        .or(target(owner(type(ThreadLocalRandom.class)))))
                .orShould()
                .callConstructor(Random.class)
                .because("time and chance are inputs")
                .check(CLASSES);
    }

    @Test
    void r4_centralAndNodeDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("antrea.*.central..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("antrea.*.node..")
                .because("the two halves of a feature meet in its api package, as they do on the wire")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("antrea.*.node..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("antrea.*.central..")
                .check(CLASSES);
    }

    @Test
    void featuresDoNotKnowTheBridgeOrTheApps() throws IOException {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf("features"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("antrea.bridge..", "antrea.agent..", "antrea.controller..")
                .because("a feature states what is desired; it never sends")
                .check(CLASSES);
    }

    @Test
    void foundationKnowsNothingOfTheProduct() throws IOException {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf("foundation"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagesOf("engine", "features", "apps"))
                .check(CLASSES);
    }

    @Test
    void engineKnowsNoFeature() throws IOException {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf("engine"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagesOf("features", "apps"))
                .because("a feature is added without touching the engine")
                .check(CLASSES);
    }

    /// The packages of all modules of these floors: a new module is guarded from its first day.
    private static String[] packagesOf(String... floors) throws IOException {
        List<String> out = new ArrayList<>();
        for (String floor : floors) {
            try (var rooms = Files.list(SourceTree.root().resolve(floor))) {
                rooms.filter(room -> Files.exists(room.resolve("src/main/java")))
                        .forEach(room -> out.add("antrea." + room.getFileName() + ".."));
            }
        }
        return out.toArray(String[]::new);
    }

    @Test
    void foreignFunctionsOnlyInLinux() {
        noClasses()
                .that()
                .resideOutsideOfPackage("antrea.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("a wrong struct kills the process; there is one place to look")
                .check(CLASSES);
    }
}
