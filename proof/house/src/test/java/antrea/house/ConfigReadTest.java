package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.kube.access.ClientConnection;
import antrea.runtime.gate.Gate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// R11: an option of a configuration file is heeded, or refused while its feature is missing; none is read and then
/// forgotten. An accessor that nobody calls but the checks of the file itself is an option that is ignored.
class ConfigReadTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("antrea");

    /// Details of options that are refused as a whole while their feature is missing, by what is refused. Whoever
    /// brings the feature takes its line out.
    private static final Map<String, String> REFUSED_AS_A_WHOLE = Map.ofEntries(
            Map.entry("agent FeatureConfig$FlowExporterConfig", "flowExporter.enable"),
            Map.entry("agent FeatureConfig$MulticastConfig", "multicast.enable"),
            Map.entry("agent FeatureConfig$MulticlusterConfig", "featureGates.Multicluster"),
            Map.entry("agent FeatureConfig$NodePortLocalConfig.ports", "nodePortLocal.enable"),
            Map.entry("agent FeatureConfig$SecondaryNetworkConfig$Bridge", "secondaryNetwork.ovsBridges"),
            Map.entry("agent NodeRole", "nodeType: externalNode"),
            Map.entry("agent ProxyConfig$ExternalTraffic.directServerReturn", "featureGates.LoadBalancerModeDSR"),
            Map.entry("agent TrafficConfig$EncryptionConfig", "trafficEncryptionMode"),
            Map.entry("controller FeatureConfig$IpsecSignerConfig", "featureGates.IPsecCertAuth"),
            Map.entry("controller FeatureConfig.ipsecCsrSigner", "featureGates.IPsecCertAuth"),
            Map.entry("controller FeatureConfig$MulticlusterConfig.namespace", "featureGates.Multicluster"),
            Map.entry("controller FeatureConfig$NodeIpamConfig", "nodeIPAM.enableNodeIPAM"));

    /// What has no effect in the original either, or none yet.
    private static final Map<String, String> WITHOUT_EFFECT = Map.of(
            "agent ProxyConfig$ExternalTraffic.proxyLoadBalancerIps",
            "addresses of load balancers are not served yet, as if it were false",
            "agent ProxyConfig.serviceCidr",
            "ignored while the proxy is on");

    private static boolean isConfig(JavaClass type) {
        return type.isRecord()
                && (type.getPackageName().equals("antrea.agent.config")
                        || type.getPackageName().equals("antrea.controller.config"));
    }

    /// The only record of options that lives outside of those packages; both files hold it.
    @Test
    void everyKeyOfAClientConnectionIsHeededOrToldOf() {
        JavaClass type = CLASSES.get(ClientConnection.class);
        Set<String> forgotten = new TreeSet<>();
        for (RecordComponent component : type.reflect().getRecordComponents()) {
            String name = component.getName();
            boolean inside = type.getField(name).getAccessesToSelf().stream()
                    .anyMatch(access -> access.getAccessType() == JavaFieldAccess.AccessType.GET
                            && !access.getOrigin().getName().equals(name));
            if (!inside && readers(type.getMethod(name)).isEmpty()) {
                forgotten.add(name);
            }
        }
        assertEquals(Set.of(), forgotten);
    }

    @Test
    void everyKeyIsHeededOrRefused() {
        Set<String> forgotten = new TreeSet<>();
        Set<String> excused = new TreeSet<>();
        Set<String> excuses = new TreeSet<>(REFUSED_AS_A_WHOLE.keySet());
        excuses.addAll(WITHOUT_EFFECT.keySet());
        for (JavaClass type : CLASSES) {
            if (isConfig(type)) {
                for (RecordComponent component : type.reflect().getRecordComponents()) {
                    if (readers(type.getMethod(component.getName())).isEmpty()) {
                        String key = name(type) + "." + component.getName();
                        excuses.stream()
                                .filter(key::startsWith)
                                .findFirst()
                                .ifPresentOrElse(excused::add, () -> forgotten.add(key));
                    }
                }
            }
        }
        assertEquals(Set.of(), forgotten);
        assertEquals(excuses, excused, "an excuse that is not needed any more");
    }

    /// As `agent FeatureConfig$EgressConfig`.
    private static String name(JavaClass type) {
        return type.getFullName().replaceFirst("antrea\\.(\\w+)\\.config\\.", "$1 ");
    }

    private static List<String> readers(JavaMethod accessor) {
        return Stream.concat(accessor.getCallsOfSelf().stream(), accessor.getReferencesToSelf().stream())
                .map(JavaAccess::getOriginOwner)
                .filter(origin -> (!isConfig(origin) || isProgram(origin)) && !isContradiction(origin))
                .map(JavaClass::getFullName)
                .toList();
    }

    /// The file as a whole, which tells what it says at start.
    private static boolean isProgram(JavaClass type) {
        return type.getSimpleName().equals("AgentConfig")
                || type.getSimpleName().equals("ControllerConfig");
    }

    /// Checks of options against each other heed none of them.
    private static boolean isContradiction(JavaClass type) {
        return type.getSimpleName().endsWith("Rules");
    }

    @Test
    void everyGateIsHeededOrRefusedByTheProgramsThatHaveIt() {
        JavaClass gates = CLASSES.get(Gate.class);
        Map<String, List<String>> forgotten = new TreeMap<>();
        for (Gate gate : Gate.values()) {
            JavaField constant = gates.getField(gate.name());
            List<String> missing = new ArrayList<>();
            for (String program : programs(gate)) {
                boolean heeded = constant.getAccessesToSelf().stream()
                        .map(JavaAccess::getOriginOwner)
                        .anyMatch(origin ->
                                (origin.getPackageName() + ".").startsWith(program + ".") && !isContradiction(origin));
                if (!heeded) {
                    missing.add(program);
                }
            }
            if (!missing.isEmpty()) {
                forgotten.put(gate.text(), missing);
            }
        }
        assertEquals(Map.of(), forgotten);
    }

    private static List<String> programs(Gate gate) {
        return switch (gate.users()) {
            case AGENT -> List.of("antrea.agent");
            case CONTROLLER -> List.of("antrea.controller");
            case BOTH -> List.of("antrea.agent", "antrea.controller");
        };
    }
}
