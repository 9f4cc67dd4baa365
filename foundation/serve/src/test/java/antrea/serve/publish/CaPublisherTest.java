package antrea.serve.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.cluster.ApiFault;
import antrea.serve.testing.Await;
import antrea.serve.testing.FakeCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CaPublisherTest {
    private static final String CONFIG_MAP = "/api/v1/namespaces/kube-system/configmaps/antrea-ca";
    private static final String API = "/apis/apiregistration.k8s.io/v1/apiservices/v1beta2.controlplane.antrea.io";
    private static final String VALIDATOR =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/crdvalidator.antrea.io";
    private static final String MUTATOR =
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/crdmutator.antrea.io";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";

    private final FakeCluster cluster = new FakeCluster();
    private final CaPublisher publisher = new CaPublisher(
            cluster,
            new CaTargets(
                    "kube-system", "antrea-ca", Map.of("app", "antrea"), "app=antrea,served-by=antrea-controller"));

    private static Json.Obj object(String name, String rest) {
        return JsonText.read("{\"metadata\":{\"name\":\"" + name
                        + "\",\"labels\":{\"app\":\"antrea\",\"served-by\":\"antrea-controller\"}}," + rest + "}")
                .asObject("object");
    }

    private void install() {
        cluster.put(API, object("v1beta2.controlplane.antrea.io", "\"spec\":{\"groupPriorityMinimum\":100}"));
        cluster.put(
                VALIDATOR,
                object(
                        "crdvalidator.antrea.io",
                        "\"webhooks\":[{\"name\":\"a\",\"clientConfig\":{\"service\":{\"name\":\"antrea\"}}},"
                                + "{\"name\":\"b\",\"clientConfig\":{\"caBundle\":\"old\"}}]"));
        cluster.put(MUTATOR, object("crdmutator.antrea.io", "\"webhooks\":[{\"name\":\"m\",\"clientConfig\":{}}]"));
        cluster.put(
                CRDS + "clustergroups",
                object(
                        "clustergroups",
                        "\"spec\":{\"conversion\":{\"strategy\":\"Webhook\",\"webhook\":{\"clientConfig\":"
                                + "{\"service\":{}}}}}"));
        cluster.put(CRDS + "tiers", object("tiers", "\"spec\":{}"));
        cluster.put(
                "/apis/apiregistration.k8s.io/v1/apiservices/v1.apps",
                JsonText.read("{\"metadata\":{\"name\":\"v1.apps\"},\"spec\":{}}")
                        .asObject("other"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyObjectOfOursGetsTheCaAndNoOther() {
        install();
        assertEquals(5, publisher.apply("CA"));
        assertEquals("CA", cluster.get(CONFIG_MAP).orElseThrow().object("data").text("ca.crt"));
        assertEquals(base64("CA"), cluster.get(API).orElseThrow().object("spec").text("caBundle"));
        for (Json webhook : cluster.get(VALIDATOR).orElseThrow().list("webhooks")) {
            assertEquals(
                    base64("CA"), webhook.asObject("w").object("clientConfig").text("caBundle"));
        }
        assertEquals(
                base64("CA"),
                cluster.get(CRDS + "clustergroups")
                        .orElseThrow()
                        .object("spec")
                        .object("conversion")
                        .object("webhook")
                        .object("clientConfig")
                        .text("caBundle"));
        assertEquals(
                List.of(
                        "create " + CONFIG_MAP,
                        "update " + API,
                        "update " + MUTATOR,
                        "update " + VALIDATOR,
                        "update " + CRDS + "clustergroups"),
                cluster.writes,
                "in the order in which clients need it");
    }

    @Test
    void secondPassWritesNothing() {
        install();
        publisher.apply("CA");
        assertEquals(0, publisher.apply("CA"));
        assertEquals(5, publisher.apply("NEXT"));
        assertEquals(
                "antrea",
                cluster.get(CONFIG_MAP)
                        .orElseThrow()
                        .object("metadata")
                        .object("labels")
                        .text("app"));
    }

    @Test
    void passStopsAtTheFirstFault() {
        install();
        cluster.down.set(true);
        assertThrows(ApiFault.class, () -> publisher.apply("CA"));
    }

    private boolean published(String ca) {
        return cluster.get(API)
                .orElseThrow()
                .object("spec")
                .text("caBundle", "")
                .equals(base64(ca));
    }

    @Test
    void reappliedManifestIsRepairedAndAChangeIsPublished() {
        AtomicReference<String> ca = new AtomicReference<>("CA");
        Duration soon = Duration.ofMillis(5);
        try (CaPublication publication =
                new CaPublication(publisher, ca::get, new CaPublication.Intervals(soon, soon, soon))) {
            install();
            publication.start();
            Await.until(() -> published("CA"));
            install();
            Await.until(() -> published("CA"));
            ca.set("NEXT");
            publication.trigger();
            Await.until(() -> published("NEXT"));
        }
    }

    @Test
    void publicationGoesOnAfterAnOutage() {
        install();
        cluster.down.set(true);
        Duration soon = Duration.ofMillis(5);
        try (CaPublication publication = new CaPublication(
                publisher, () -> "CA", new CaPublication.Intervals(Duration.ofHours(1), soon, soon))) {
            publication.start();
            cluster.down.set(false);
            Await.until(() -> published("CA"));
        }
    }
}
