package antrea.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.KubeFeed;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.ObjectKey;
import antrea.networkpolicy.central.ClusterSources;
import antrea.networkpolicy.central.PolicyMeter;
import antrea.runtime.metrics.MetricRegistry;
import antrea.serve.tls.SelfSigned.KeyKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessTest {
    @Test
    void metricsHaveTheNamesOfTheOriginal() {
        MetricRegistry registry = new MetricRegistry();
        PolicyMetrics metrics = new PolicyMetrics(registry, () -> 0);
        metrics.end(PolicyMeter.Step.ADDRESS_GROUP, metrics.begin());
        metrics.waiting(PolicyMeter.Step.NETWORK_POLICY, 3);
        for (String line : List.of(
                "# TYPE antrea_controller_applied_to_group_processed counter",
                "# TYPE antrea_controller_network_policy_processed counter",
                "# TYPE antrea_controller_address_group_sync_duration_milliseconds histogram",
                "# TYPE antrea_controller_applied_to_group_sync_duration_milliseconds histogram",
                "# TYPE antrea_controller_network_policy_sync_duration_milliseconds histogram",
                "# TYPE antrea_controller_length_applied_to_group_queue gauge",
                "antrea_controller_address_group_processed 1",
                "antrea_controller_length_network_policy_queue 3")) {
            assertTrue(registry.text().contains(line), line);
        }
    }

    @Test
    void wholeStateOfAWatchReplacesTheSource() {
        ManualCalculation calculation = new ManualCalculation();
        KubeFeed<Namespace> sink = new KubeFeed<>(calculation.inlet(ClusterSources.NAMESPACES));
        sink.onReplace(List.of(namespace("a"), namespace("b")));
        sink.onUpsert(namespace("c"));
        sink.onDelete(ObjectKey.of("a"));
        calculation.settle();
        assertEquals(
                Set.of(ObjectKey.of("b"), ObjectKey.of("c")),
                calculation.loop().source(ClusterSources.NAMESPACES).entries().keySet());
        assertTrue(calculation.loop().source(ClusterSources.NAMESPACES).isSynced());
    }

    private static Namespace namespace(String name) {
        return new Namespace(Meta.of("", name));
    }

    @Test
    void placeIsReadFromTheEnvironment() {
        assertEquals(new Product("kube-system", "", "host"), Product.of(Map.of("HOSTNAME", "host")));
        assertEquals(
                new Product("antrea", "p", "n"),
                Product.of(Map.of("POD_NAMESPACE", "antrea", "POD_NAME", "p", "NODE_NAME", "n")));
    }

    @Test
    void keyFitsTheCipherSuites() {
        assertEquals(KeyKind.EC_P256, ServingCertificates.keyKind(List.of()));
        assertEquals(KeyKind.RSA_2048, ServingCertificates.keyKind(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")));
        assertEquals(
                KeyKind.EC_P256,
                ServingCertificates.keyKind(
                        List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")));
    }
}
