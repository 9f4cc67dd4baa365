package antrea.kube.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.access.ApiAccess;
import antrea.kube.access.TextSource;
import antrea.kube.object.ConfigMap;
import antrea.kube.object.Namespace;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.Resources;
import antrea.kube.testing.Exchange;
import antrea.kube.testing.FakeApiServer;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeClientTest {
    private static final ObjectKey KEY = new ObjectKey("ns", "cm");
    private static final String CM = "{\"metadata\":{\"name\":\"cm\",\"namespace\":\"ns\"},\"data\":{\"k\":\"v\"}}";

    private final FakeApiServer server = new FakeApiServer("::1", 0);
    private final ApiTransport transport = new ApiTransport(ApiAccess.of(server.uri()));
    private final List<Duration> pauses = new ArrayList<>();
    private final KubeClient client = new KubeClient(transport, pauses::add);
    private final List<String> bodies = new ArrayList<>();

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    private void answer(int code, String json) {
        server.then(e -> {
            bodies.add(e.header("content-type") + " " + e.body());
            e.answer(code, json);
        });
    }

    @Test
    void objectIsReadOrAbsent() {
        answer(200, CM);
        answer(404, Exchange.status(404, "NotFound", "no such thing"));
        assertEquals(
                Optional.of(Map.of("k", "v")),
                client.get(Resources.CONFIG_MAPS, KEY).map(ConfigMap::data));
        assertEquals(Optional.empty(), client.get(Resources.CONFIG_MAPS, KEY));
        assertEquals(
                "GET /api/v1/namespaces/ns/configmaps/cm", server.requests().getFirst());
    }

    /// Each connection is a TLS handshake. The end of an answer may come after what is in it.
    @Test
    void oneConnectionIsEnoughForCallsOneAfterTheOther() {
        for (int i = 0; i < 60; i++) {
            server.then(e -> e.stream().send(CM).end());
            answer(404, Exchange.status(404, "NotFound", "no such thing"));
            server.then(e -> e.stream().send("{\"metadata\":{},\"items\":[]}").end());
            server.then(e -> e.stream().send("{}").end());
            client.get(Resources.CONFIG_MAPS, KEY);
            client.get(Resources.CONFIG_MAPS, KEY);
            client.list(Resources.NAMESPACES, Selection.ALL);
            client.delete(Resources.CONFIG_MAPS, KEY);
            server.then(e -> e.stream().send("{}").end());
            transport.tell(Call.of("GET", "/told"));
        }
        assertEquals(1, server.connections());
    }

    @Test
    void listIsReadPageByPage() {
        answer(200, "{\"metadata\":{\"continue\":\"t/+\"},\"items\":[{\"metadata\":{\"name\":\"a\"}}]}");
        answer(200, "{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"b\"}}]}");
        List<Namespace> all = client.list(Resources.NAMESPACES, Selection.ALL.withLabelSelector("x=y"));
        assertEquals(List.of("a", "b"), all.stream().map(n -> n.key().name()).toList());
        assertEquals(
                "GET /api/v1/namespaces?continue=t%2F%2B&labelSelector=x%3Dy&limit=500",
                server.requests().get(1));
    }

    @Test
    void writesGoToTheirPathsWithTheirTypes() {
        for (int i = 0; i < 6; i++) {
            answer(200, CM);
        }
        Json body = JsonText.read("{\"a\":1}");
        client.create(Resources.CONFIG_MAPS, "ns", body).orThrow();
        client.update(Resources.CONFIG_MAPS, KEY, body).orThrow();
        client.updateStatus(Resources.CONFIG_MAPS, KEY, body).orThrow();
        client.patch(Resources.CONFIG_MAPS, KEY, Patch.merge(body)).orThrow();
        client.patch(Resources.CONFIG_MAPS, KEY, Patch.strategic(body).ofStatus())
                .orThrow();
        client.patch(Resources.CONFIG_MAPS, KEY, Patch.json(Json.of(List.of(body))))
                .orThrow();
        assertEquals(
                List.of(
                        "POST /api/v1/namespaces/ns/configmaps",
                        "PUT /api/v1/namespaces/ns/configmaps/cm",
                        "PUT /api/v1/namespaces/ns/configmaps/cm/status",
                        "PATCH /api/v1/namespaces/ns/configmaps/cm",
                        "PATCH /api/v1/namespaces/ns/configmaps/cm/status",
                        "PATCH /api/v1/namespaces/ns/configmaps/cm"),
                server.requests());
        assertEquals(
                List.of(
                        "application/json {\"a\":1}",
                        "application/json {\"a\":1}",
                        "application/json {\"a\":1}",
                        "application/merge-patch+json {\"a\":1}",
                        "application/strategic-merge-patch+json {\"a\":1}",
                        "application/json-patch+json [{\"a\":1}]"),
                bodies);
    }

    @Test
    void refusedWritesAreResultsNotFaults() {
        answer(409, Exchange.status(409, "AlreadyExists", "there is one"));
        answer(409, Exchange.status(409, "Conflict", "changed meanwhile"));
        answer(404, Exchange.status(404, "NotFound", "gone"));
        assertInstanceOf(Written.AlreadyExists.class, client.create(Resources.CONFIG_MAPS, "ns", Json.Obj.EMPTY));
        assertInstanceOf(Written.Conflict.class, client.update(Resources.CONFIG_MAPS, KEY, Json.Obj.EMPTY));
        Written<ConfigMap> gone = client.update(Resources.CONFIG_MAPS, KEY, Json.Obj.EMPTY);
        assertInstanceOf(Written.NotFound.class, gone);
        assertThrows(IllegalStateException.class, gone::orThrow);
    }

    @Test
    void deletionTellsWhetherThereWasAnything() {
        answer(200, "{}");
        answer(404, "");
        assertTrue(client.delete(Resources.CONFIG_MAPS, KEY));
        assertFalse(client.delete(Resources.CONFIG_MAPS, KEY));
    }

    @Test
    void otherRefusalsCarryTheWholeStatus() {
        answer(422, """
                {"kind":"Status","message":"invalid","reason":"Invalid","code":422,"details":{"name":"cm","kind":"ConfigMap",
                 "causes":[{"field":"data.k","message":"too long","reason":"FieldValueInvalid"}]}}""");
        ApiException refused =
                assertThrows(ApiException.class, () -> client.create(Resources.CONFIG_MAPS, "ns", Json.Obj.EMPTY));
        assertEquals(
                new ErrorStatus(
                        422,
                        "Invalid",
                        "invalid",
                        "ConfigMap cm",
                        List.of("data.k: too long (FieldValueInvalid)"),
                        Optional.empty()),
                refused.status());
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("POST /api/v1/namespaces/ns/configmaps: 422 Invalid"));
    }

    @Test
    void answersThatAreNoStatusAreQuoted() {
        answer(502, "<html>bad gateway</html>");
        ApiException refused = assertThrows(ApiException.class, () -> client.get(Resources.CONFIG_MAPS, KEY));
        assertEquals(ErrorStatus.of(502, "<html>bad gateway</html>"), refused.status());
    }

    @Test
    void deferredCallsAreRepeatedThreeTimes() {
        for (int i = 0; i < 4; i++) {
            server.then(e -> e.answer(429, "busy", "Retry-After: 2"));
        }
        ApiException refused = assertThrows(ApiException.class, () -> client.get(Resources.CONFIG_MAPS, KEY));
        assertEquals(429, refused.status().code());
        assertEquals(List.of(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2)), pauses);
    }

    @Test
    void unreachableServerIsSaidSo() {
        server.close();
        ApiException failed = assertThrows(ApiException.class, () -> client.get(Resources.CONFIG_MAPS, KEY));
        assertFalse(failed.answered());
    }

    @Test
    void silentServerIsGivenUp() {
        server.then(Exchange::hang);
        Call call = Call.of("GET", "/x").waiting(Duration.ofMillis(100), Duration.ofMillis(100));
        ApiException failed = assertThrows(ApiException.class, () -> transport.open(call));
        assertTrue(ApiTransport.timedOut(failed), failed::toString);
    }

    @Test
    void silentBodyIsGivenUp() throws IOException {
        server.then(e -> e.stream().send("x").hang());
        Call call = Call.of("GET", "/x").waiting(Duration.ofSeconds(20), Duration.ofMillis(100));
        try (InputStream body = transport.open(call)) {
            assertEquals('x', body.read());
            assertThrows(SocketTimeoutException.class, body::read);
        }
    }

    /// A list of a busy server comes in pieces: only silence ends it, not how long it takes in all.
    @Test
    void slowBodyIsReadToItsEnd() throws IOException {
        int pieces = 8;
        Duration gap = Duration.ofMillis(300);
        Duration limit = Duration.ofSeconds(2);
        server.then(e -> {
            e.stream();
            for (int i = 0; i < pieces; i++) {
                e.send(i + "\n").silentFor(gap);
            }
            e.end();
        });
        long start = System.nanoTime();
        try (InputStream body = transport.open(Call.of("GET", "/x").waiting(Duration.ofSeconds(20), limit))) {
            assertEquals("0\n1\n2\n3\n4\n5\n6\n7\n", new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(limit) > 0, () -> "no longer than a silence may be, which says nothing: " + took);
    }

    @Test
    void tokenFileIsReadAnewForEachCall(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("token");
        List<String> seen = new ArrayList<>();
        server.then(e -> {
                    seen.add(e.header("authorization"));
                    e.answer(200, CM);
                })
                .then(e -> {
                    seen.add(e.header("authorization"));
                    e.answer(200, CM);
                });
        ApiAccess access = ApiAccess.of(server.uri()).withToken(new TextSource.InFile(file));
        try (ApiTransport withToken = new ApiTransport(access)) {
            KubeClient other = new KubeClient(withToken, pauses::add);
            Files.writeString(file, "one\n");
            other.get(Resources.CONFIG_MAPS, KEY);
            Files.writeString(file, "two");
            other.get(Resources.CONFIG_MAPS, KEY);
            assertEquals(List.of("Bearer one", "Bearer two"), seen);
            Files.delete(file);
            ApiException failed = assertThrows(ApiException.class, () -> other.get(Resources.CONFIG_MAPS, KEY));
            assertTrue(String.valueOf(failed.getMessage()).contains("token"), failed::toString);
        }
    }

    @Test
    void customResourceIsWrittenAndReadAsATree() {
        ResourceType<Json> type =
                ResourceType.ofTrees("crd.antrea.io", "v1beta1", "antreaagentinfos", "AntreaAgentInfo", false);
        answer(200, "{\"version\":\"x\"}");
        Json written = client.patch(type, ObjectKey.of("node-1"), Patch.merge(Json.Obj.EMPTY.with("version", "x")))
                .orThrow();
        assertEquals("{\"version\":\"x\"}", written.toString());
        assertEquals(List.of("PATCH /apis/crd.antrea.io/v1beta1/antreaagentinfos/node-1"), server.requests());
    }

    @Test
    void anythingElseIsReadAsATree() {
        answer(200, "{\"gitVersion\":\"v1.26\"}");
        assertEquals(
                "{\"gitVersion\":\"v1.26\"}",
                client.tree(Call.of("GET", "/version")).toString());
    }
}
