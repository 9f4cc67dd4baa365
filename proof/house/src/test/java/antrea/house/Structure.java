package antrea.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import antrea.runtime.config.ConfigSection;
import antrea.runtime.metrics.Metric;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// R1 to R4: who may know whom, and where things are declared. As values, so that RulesBiteTest can hold them against
// classes that break them.
final class Structure {
    /// Modules that only calculate. Everything they need of the world is handed to them.
    private static final String[] PURE = {
        "antrea.net..",
        "antrea.ipfix..",
        "antrea.openflow.codec..",
        "antrea.graph..",
        "antrea.grouping..",
        "antrea.pipeline..",
        "antrea.networkpolicy.api..",
    };

    /// What a feature declares for others to match and write, by the names that these classes have in each feature.
    private static final String DECLARATIONS = ".*\\.\\w+(Tables|Fields)(\\$.*)?";

    private Structure() {}

    static ArchRule noPackageCycles() {
        return slices().matching("antrea.(**)")
                .should()
                .beFreeOfCycles()
                .because("a cycle means two packages are one, and nobody can read either alone");
    }

    static ArchRule pureModulesDoNoInputOutput() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.(net\\.(Socket|ServerSocket|http\\..*)|nio\\.file\\.(Files|Path|Paths)"
                        + "|nio\\.channels\\..*|io\\.File.*)|java\\.lang\\.(Thread|Process.*)"
                        + "|java\\.util\\.concurrent\\..*Executor.*|java\\.security\\.SecureRandom")
                .because("what is calculated must be the same each time it is calculated");
    }

    static ArchRule pureModulesReadNoClock() {
        DescribedPredicate<JavaAccess<?>> clock = target(name("currentTimeMillis"))
                .or(target(name("nanoTime")))
                .or(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
                .or(target(name("system")).and(target(owner(type(java.time.InstantSource.class)))))
                .or(target(name("systemUTC")).and(target(owner(type(java.time.Clock.class)))))
                .or(target(name("systemDefaultZone")).and(target(owner(type(java.time.Clock.class)))));
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethodWhere(clock)
                .because("time is an input");
    }

    static ArchRule pureModulesDrawNoLots() {
        DescribedPredicate<JavaAccess<?>> lot = target(name("random"))
                .and(target(owner(type(Math.class))))
                .or(target(name("shuffle")).and(target(owner(type(Collections.class)))))
                .or(target(name("randomUUID")).and(target(owner(type(UUID.class)))))
                .or(target(name("getDefault")).and(target(owner(type(RandomGenerator.class)))))
                .or(target(owner(type(ThreadLocalRandom.class))));
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethodWhere(lot)
                .orShould()
                .callConstructorWhere(target(owner(type(Random.class))))
                .orShould()
                .callConstructorWhere(target(owner(type(SplittableRandom.class))))
                .because("chance is an input: a RandomGenerator is handed in, with its seed");
    }

    static ArchRule centralDoesNotKnowNode() {
        return halves("central", "node");
    }

    static ArchRule nodeDoesNotKnowCentral() {
        return halves("node", "central");
    }

    private static ArchRule halves(String one, String other) {
        return noClasses()
                .that()
                .resideInAPackage("antrea.*." + one + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("antrea.*." + other + "..")
                .because("the two halves of a feature meet in its api package, as they do on the wire");
    }

    /// A feature shares its `api`, and the tables and fields that it declares; all else of it may change without
    /// asking the others.
    static ArchRule featuresKeepTheirInternals() {
        return classes()
                .that()
                .resideInAnyPackage(packagesOf("features"))
                .should(new ArchCondition<>("know of other features only what these share") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency known : type.getDirectDependenciesFromSelf()) {
                            if (isInternalOfAnother(type, known.getTargetClass())) {
                                events.add(SimpleConditionEvent.violated(known, known.getDescription()));
                            }
                        }
                    }
                })
                .because("what one feature does inside is changed by reading that feature alone");
    }

    private static boolean isInternalOfAnother(JavaClass type, JavaClass known) {
        boolean other = resideInAnyPackage(packagesOf("features")).test(known)
                && !resideInAPackage("antrea." + known.getPackageName().split("\\.", -1)[1] + "..")
                        .test(type);
        return other
                && !resideInAPackage("antrea.*.api..")
                        .or(nameMatching(DECLARATIONS))
                        .test(known);
    }

    static ArchRule metricsAreDeclaredInMetrics() {
        return noClasses()
                .that()
                .haveNameNotMatching(".*Metrics(\\$.*)?")
                .should()
                .callMethodWhere(target(owner(type(Metric.class)))
                        .and(target(name("counter").or(name("gauge")).or(name("histogram")))))
                .because("the list of metrics is made from the classes that are called …Metrics");
    }

    static ArchRule configurationIsReadInConfig() {
        return noClasses()
                .that()
                .resideOutsideOfPackages("antrea.*.config..", "antrea.kube.access..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ConfigSection.class)
                .because("a key that is read elsewhere is in no list of keys");
    }

    static ArchRule featuresDoNotKnowTheBridgeOrTheApps() {
        List<String> forbidden = new ArrayList<>(List.of(packagesOf("apps")));
        forbidden.add("antrea.bridge..");
        return floor("features", forbidden.toArray(String[]::new), "a feature states what is desired; it never sends");
    }

    static ArchRule foundationKnowsNothingOfTheProduct() {
        return floor("foundation", packagesOf("engine", "features", "apps"), "nothing points upward");
    }

    static ArchRule engineKnowsNoFeature() {
        return floor("engine", packagesOf("features", "apps"), "a feature is added without touching the engine");
    }

    private static ArchRule floor(String floor, String[] forbidden, String reason) {
        return noClasses()
                .that()
                .resideInAnyPackage(packagesOf(floor))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because(reason);
    }

    static ArchRule foreignFunctionsOnlyInLinux() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("antrea.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("a wrong struct kills the process; there is one place to look");
    }

    /// The packages of all modules of these floors: a new module is guarded from its first day.
    private static String[] packagesOf(String... floors) {
        List<String> out = new ArrayList<>();
        for (String floor : floors) {
            try (var rooms = Files.list(SourceTree.root().resolve(floor))) {
                rooms.filter(room -> Files.exists(room.resolve("src/main/java")))
                        .forEach(room -> out.add("antrea." + room.getFileName() + ".."));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.toArray(String[]::new);
    }
}
