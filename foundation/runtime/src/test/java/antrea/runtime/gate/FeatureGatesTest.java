package antrea.runtime.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.config.ConfigException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureGatesTest {
    @Test
    void thereAreTheTwentySevenGatesOfTheOriginal() {
        assertEquals(27, Gate.values().length);
        List<String> on = Arrays.stream(Gate.values())
                .filter(FeatureGates.defaults()::enabled)
                .map(Gate::text)
                .toList();
        assertEquals(
                List.of(
                        "AntreaPolicy",
                        "AntreaProxy",
                        "Egress",
                        "EndpointSlice",
                        "TopologyAwareHints",
                        "Traceflow",
                        "NetworkPolicyStats",
                        "NodePortLocal",
                        "NodeIPAM",
                        "Multicast"),
                on);
    }

    @Test
    void listsOfTheBinariesAreThoseOfTheOriginal() {
        long agent = Arrays.stream(Gate.values())
                .filter(g -> g.users() != Gate.Users.CONTROLLER)
                .count();
        long controller = Arrays.stream(Gate.values())
                .filter(g -> g.users() != Gate.Users.AGENT)
                .count();
        assertEquals(25, agent);
        assertEquals(13, controller);
    }

    @Test
    void aStageSetsWhatIsNotSetByName() {
        FeatureGates gates =
                FeatureGates.of(Map.of("AllAlpha", true, "AllBeta", false, "Egress", true, "FlowExporter", false));
        assertTrue(gates.enabled(Gate.TRAFFIC_CONTROL));
        assertFalse(gates.enabled(Gate.FLOW_EXPORTER));
        assertFalse(gates.enabled(Gate.TRACEFLOW));
        assertTrue(gates.enabled(Gate.EGRESS));
        assertTrue(gates.enabled(Gate.ANTREA_PROXY));
    }

    @Test
    void gatesOfGaFeaturesCanBeSetWithAWarning() {
        FeatureGates gates = FeatureGates.of(Map.of("AntreaProxy", false));
        assertFalse(gates.enabled(Gate.ANTREA_PROXY));
        assertTrue(gates.warnings().get(0).contains("AntreaProxy"));
        assertEquals(List.of(), FeatureGates.defaults().warnings());
    }

    @Test
    void unknownGatesAreRefused() {
        String message = assertThrows(ConfigException.class, () -> FeatureGates.of(Map.of("TrafficControll", false)))
                .getMessage();
        assertEquals("unknown feature gate featureGates.TrafficControll (did you mean TrafficControl?)", message);
    }

    @Test
    void askedForIsOnlyWhatIsSwitchedOnByName() {
        FeatureGates gates = FeatureGates.of(Map.of("Egress", true, "Traceflow", false, "AllAlpha", true));
        assertTrue(gates.askedFor(Gate.EGRESS));
        assertFalse(gates.askedFor(Gate.TRACEFLOW));
        assertFalse(gates.askedFor(Gate.TRAFFIC_CONTROL));
    }

    @Test
    void externalNodeLosesWhatItCannotUseAndRefusesWhatIsAskedFor() {
        FeatureGates gates = FeatureGates.of(Map.of("ExternalNode", true)).forExternalNode();
        assertTrue(gates.enabled(Gate.ANTREA_POLICY));
        assertTrue(gates.enabled(Gate.EXTERNAL_NODE));
        assertFalse(gates.enabled(Gate.EGRESS));
        assertThrows(ConfigException.class, () -> FeatureGates.of(Map.of("Egress", true))
                .forExternalNode());
    }
}
