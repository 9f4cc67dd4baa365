package antrea.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.ManualCalculation;
import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.kube.object.ObjectKey;
import antrea.networkpolicy.central.ClusterSources;
import antrea.networkpolicy.central.PolicyMeter;
import antrea.runtime.log.KlogFinder;
import antrea.runtime.metrics.MetricRegistry;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import antrea.serve.tls.SelfSigned.KeyKind;
import java.nio.charset.StandardCharsets;
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
        InletSink<Namespace> sink = new InletSink<>(calculation.inlet(ClusterSources.NAMESPACES));
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
    void logLevelIsToldAndSet() {
        LogLevel handler = new LogLevel(KlogFinder.backend());
        assertEquals("0", body(handler.handle(request("")), 200));
        body(handler.handle(request("level=4")), 200);
        assertEquals("4", body(handler.handle(request("")), 200));
        body(handler.handle(request("level=0")), 200);
        assertEquals("log level must be a positive integer\n", body(handler.handle(request("level=-1")), 400));
        assertEquals("log level must be a positive integer\n", body(handler.handle(request("level=high")), 400));
    }

    private static ApiRequest request(String query) {
        return ApiRequest.of("GET", "/loglevel", Query.parse(query), new Headers());
    }

    private static String body(ApiReply reply, int code) {
        assertEquals(code, reply.code());
        return reply instanceof ApiReply.Whole whole ? new String(whole.body(), StandardCharsets.UTF_8) : "";
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
        assertEquals(
                KeyKind.RSA_2048, ServingCertificates.keyKind(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")));
        assertEquals(
                KeyKind.EC_P256,
                ServingCertificates.keyKind(List.of(
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")));
    }
}
