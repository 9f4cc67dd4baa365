package antrea.serve.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import antrea.serve.http.StatusException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookTest {
    private static ApiRequest post(byte[] body) {
        return new ApiRequest(
                "POST", "/validate/tier", Query.EMPTY, Headers.of(), List.of(), () -> new ByteArrayInputStream(body));
    }

    private static Json.Obj call(ApiHandler webhook, String body) {
        ApiReply reply = webhook.handle(post(body.getBytes(StandardCharsets.UTF_8)));
        return JsonText.read(assertInstanceOf(ApiReply.Whole.class, reply).body())
                .asObject("reply");
    }

    private static String review(String version, String operation) {
        return """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/%s","request":{"uid":"u1",
                 "kind":{"group":"crd.antrea.io","version":"v1beta1","kind":"Tier"},
                 "resource":{"group":"crd.antrea.io","version":"v1beta1","resource":"tiers"},
                 "name":"t","operation":"%s","userInfo":{"username":"alice","groups":["dev"],"extra":{"s":["1"]}},
                 "object":{"spec":{"priority":1}},"oldObject":null}}""".formatted(version, operation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1beta1"})
    void requestIsDecodedAndAnsweredInItsVersion(String version) {
        AtomicReference<AdmissionRequest> seen = new AtomicReference<>();
        Json.Obj answer = call(
                new AdmissionWebhook(r -> {
                    seen.set(r);
                    return AdmissionResponse.allowed();
                }),
                review(version, "CREATE"));
        assertEquals(
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/" + version
                        + "\",\"response\":{\"uid\":\"u1\",\"allowed\":true}}",
                answer.toString());
        AdmissionRequest request = seen.get();
        assertEquals(AdmissionRequest.Operation.CREATE, request.operation());
        assertEquals("Tier", request.kind().kind());
        assertEquals("tiers", request.resource());
        assertEquals(1, request.object().orElseThrow().object("spec").number("priority"));
        assertEquals(true, request.oldObject().isEmpty());
        assertEquals("alice", request.user().name());
        assertEquals(Map.of("s", List.of("1")), request.user().extra());
    }

    @Test
    void denialCarriesItsMessage() {
        Json.Obj response = call(new AdmissionWebhook(_ -> AdmissionResponse.denied("no")), review("v1", "DELETE"))
                .object("response");
        assertEquals(
                "{\"uid\":\"u1\",\"allowed\":false,\"status\":{\"metadata\":{},\"message\":\"no\"}}",
                response.toString());
    }

    @Test
    void patchIsBase64OfAJsonPatch() {
        Json.Obj operation = Json.Obj.EMPTY.with("op", "add").with("path", "/x").with("value", 1);
        Json.Obj response = call(
                        new AdmissionWebhook(_ -> AdmissionResponse.allowedWith(List.of(operation))),
                        review("v1", "UPDATE"))
                .object("response");
        assertEquals("JSONPatch", response.text("patchType"));
        assertEquals(
                "[{\"op\":\"add\",\"path\":\"/x\",\"value\":1}]",
                new String(java.util.Base64.getDecoder().decode(response.text("patch")), StandardCharsets.UTF_8));
    }

    @Test
    void objectsAreConvertedOrTheReasonIsTold() {
        ConversionWebhook webhook = new ConversionWebhook((object, version) -> {
            if (object.members().containsKey("bad")) {
                throw new IllegalArgumentException("too bad");
            }
            return object.with("apiVersion", version);
        });
        String review = """
                {"kind":"ConversionReview","apiVersion":"apiextensions.k8s.io/v1","request":{"uid":"u",
                 "desiredAPIVersion":"g/v2","objects":[{"apiVersion":"g/v1"},%s]}}""";
        assertEquals(
                "{\"uid\":\"u\",\"convertedObjects\":[{\"apiVersion\":\"g/v2\"},{\"apiVersion\":\"g/v2\"}],"
                        + "\"result\":{\"metadata\":{},\"status\":\"Success\"}}",
                call(webhook, review.formatted("{}")).object("response").toString());
        assertEquals(
                "{\"uid\":\"u\",\"convertedObjects\":[],"
                        + "\"result\":{\"metadata\":{},\"status\":\"Failure\",\"message\":\"too bad\"}}",
                call(webhook, review.formatted("{\"bad\":1}"))
                        .object("response")
                        .toString());
    }

    @Property(tries = 500)
    void randomBytesAreABadRequest(@ForAll byte[] body) {
        AdmissionWebhook admission = new AdmissionWebhook(_ -> AdmissionResponse.allowed());
        ConversionWebhook conversion = new ConversionWebhook((object, _) -> object);
        assertEquals(
                400,
                assertThrows(StatusException.class, () -> admission.handle(post(body)))
                        .status()
                        .code());
        assertEquals(
                400,
                assertThrows(StatusException.class, () -> conversion.handle(post(body)))
                        .status()
                        .code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v2\"}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\"}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"u\"}}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"u\","
                        + "\"operation\":\"DANCE\"}}"
            })
    void incompleteReviewIsABadRequest(String body) {
        AdmissionWebhook admission = new AdmissionWebhook(_ -> AdmissionResponse.allowed());
        StatusException refusal = assertThrows(
                StatusException.class, () -> admission.handle(post(body.getBytes(StandardCharsets.UTF_8))));
        assertEquals(400, refusal.status().code());
    }
}
