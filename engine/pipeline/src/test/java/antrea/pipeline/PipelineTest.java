package antrea.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
    @Test
    void defaultConfigurationHasTheTableNumbersOfTheOriginal() {
        List<String> expected = List.of(
                "PipelineRootClassifier", "ARPSpoofGuard", "ARPResponder", "Classifier", "SpoofGuard", "UnSNAT",
                "ConntrackZone", "ConntrackState", "PreRoutingClassifier", "SessionAffinity", "ServiceLB",
                "EndpointDNAT", "AntreaPolicyEgressRule", "EgressRule", "EgressDefaultRule", "EgressMetric",
                "L3Forwarding", "EgressMark", "L3DecTTL", "SNATMark", "SNAT", "L2ForwardingCalc",
                "IngressSecurityClassifier", "AntreaPolicyIngressRule", "IngressRule", "IngressDefaultRule",
                "IngressMetric", "ConntrackCommit", "Output");
        List<Table> shuffled = new java.util.ArrayList<>(CanonicalTables.ofDefaultConfiguration());
        Collections.reverse(shuffled);
        Pipeline pipeline = Pipeline.assemble(shuffled);
        assertEquals(expected, pipeline.tables().stream().map(Table::name).toList());
        assertEquals(28, pipeline.idOf(pipeline.tableNamed("Output").orElseThrow()));
    }
}
