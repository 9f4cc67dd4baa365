package antrea.house;

import antrea.agent.Graph;
import antrea.agent.config.AgentConfig;
import antrea.feature.FeatureId;
import antrea.runtime.metrics.Metric;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What the code declares: features, tables, metrics. Read from the classes themselves.
final class Declared {
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("antrea");

    private Declared() {}

    /// The agent with everything switched on that there is.
    static Graph graph() {
        return Graph.of(AgentConfig.read("antreaProxy: {proxyAll: true}", "everything on", Map.of()));
    }

    /// The ids of all classes that implement a contract, each in its constant `ID`.
    static List<FeatureId> ids(Class<?> contract) {
        List<FeatureId> out = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            if (type.isAssignableTo(contract) && !type.isInterface()) {
                out.add(constant(type.reflect()));
            }
        }
        return out;
    }

    private static FeatureId constant(Class<?> type) {
        try {
            Field id = type.getDeclaredField("ID");
            id.setAccessible(true);
            return (FeatureId) id.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName() + " has no constant FeatureId ID", e);
        }
    }

    /// The metrics of all classes named `…Metrics`, each from its `all()`, by name; one that is declared twice is
    /// there twice.
    static List<Metric> metrics() {
        List<Metric> out = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            // the agent's own collects those of others
            if (type.getSimpleName().endsWith("Metrics")
                    && type.tryGetMethod("all").isPresent()) {
                out.addAll(all(type.reflect()));
            }
        }
        out.sort(Comparator.comparing(Metric::name));
        return out;
    }

    private static List<Metric> all(Class<?> type) {
        try {
            Method all = type.getDeclaredMethod("all");
            all.setAccessible(true);
            List<Metric> out = new ArrayList<>();
            ((List<?>) all.invoke(null)).forEach(m -> out.add((Metric) m));
            return out;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName() + ".all() does not list its metrics", e);
        }
    }
}
