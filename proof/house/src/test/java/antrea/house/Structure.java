package antrea.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
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

/// R1, R2, R4: who may know whom. As values, so that RulesBiteTest can hold them against classes that break them.
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
