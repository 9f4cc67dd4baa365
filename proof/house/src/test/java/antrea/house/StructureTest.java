package antrea.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// R1, R2, R4, R8: who may know whom.
class StructureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("antrea");

    /// Modules that only calculate. Everything they need of the world is handed to them.
    private static final String[] PURE = {
        "antrea.net..",
        "antrea.openflow.codec..",
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
    void r2_pureModulesReadNoClock() {
        for (String call : new String[] {"currentTimeMillis", "nanoTime"}) {
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should()
                    .callMethod(System.class, call)
                    .because("time is an input")
                    .check(CLASSES);
        }
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
    void featuresDoNotKnowTheBridgeOrTheApps() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "antrea.ipam..",
                        "antrea.nodenetwork..",
                        "antrea.podnetwork..",
                        "antrea.service..",
                        "antrea.networkpolicy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("antrea.bridge..", "antrea.agent..", "antrea.controller..")
                .because("a feature states what is desired; it never sends")
                .check(CLASSES);
    }

    @Test
    void foundationKnowsNothingOfTheProduct() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "antrea.net..",
                        "antrea.runtime..",
                        "antrea.openflow..",
                        "antrea.ovsdb..",
                        "antrea.linux..",
                        "antrea.kube..",
                        "antrea.serve..",
                        "antrea.ipfix..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "antrea.graph..",
                        "antrea.reconcile..",
                        "antrea.grouping..",
                        "antrea.pipeline..",
                        "antrea.bridge..",
                        "antrea.hostnet..",
                        "antrea.feature..",
                        "antrea.networkpolicy..",
                        "antrea.podnetwork..",
                        "antrea.agent..",
                        "antrea.controller..")
                .check(CLASSES);
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

    @Test
    void r8_noMockLibrary() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.easymock..", "mockit..", "org.powermock..")
                .check(new ClassFileImporter().importPackages("antrea"));
    }
}
