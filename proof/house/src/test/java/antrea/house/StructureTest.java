package antrea.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// R1, R2, R4: the rules of [Structure] hold for all that ships. RulesBiteTest sees that they find what breaks them.
class StructureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("antrea");

    @Test
    void r1_noPackageCycles() {
        Structure.noPackageCycles().check(CLASSES);
    }

    @Test
    void r2_pureModulesDoNoInputOutput() {
        Structure.pureModulesDoNoInputOutput().check(CLASSES);
    }

    @Test
    void r2_pureModulesReadNoClockAndDrawNoLots() {
        Structure.pureModulesReadNoClock().check(CLASSES);
        Structure.pureModulesDrawNoLots().check(CLASSES);
    }

    @Test
    void r4_centralAndNodeDoNotKnowEachOther() {
        Structure.centralDoesNotKnowNode().check(CLASSES);
        Structure.nodeDoesNotKnowCentral().check(CLASSES);
    }

    @Test
    void featuresKeepTheirInternals() {
        Structure.featuresKeepTheirInternals().check(CLASSES);
    }

    @Test
    void featuresDoNotKnowTheBridgeOrTheApps() {
        Structure.featuresDoNotKnowTheBridgeOrTheApps().check(CLASSES);
    }

    @Test
    void foundationKnowsNothingOfTheProduct() {
        Structure.foundationKnowsNothingOfTheProduct().check(CLASSES);
    }

    @Test
    void engineKnowsNoFeature() {
        Structure.engineKnowsNoFeature().check(CLASSES);
    }

    @Test
    void foreignFunctionsOnlyInLinux() {
        Structure.foreignFunctionsOnlyInLinux().check(CLASSES);
    }
}
