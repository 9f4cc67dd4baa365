package antrea.serve.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.codec.Envelope;
import antrea.serve.codec.ProtobufWriter;
import antrea.serve.http.ApiRequest;
import antrea.serve.testing.Await;
import antrea.serve.testing.Note;
import antrea.serve.testing.TestClient;
import antrea.serve.testing.TestServer;
import antrea.serve.watch.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything through TLS, in both protocols.
final class ApiServerTest {
    private static final String NOTES = "/apis/test.antrea.io/v1/notes";
    private static final String[] AGENT = {"Authorization", "Bearer agent"};
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private TestClient client(HttpClient.Version version) {
        return server.client(version);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String[] agent(String... more) {
        String[] out = new String[AGENT.length + more.length];
        System.arraycopy(AGENT, 0, out, 0, AGENT.length);
        System.arraycopy(more, 0, out, AGENT.length, more.length);
        return out;
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void objectsAreListedAndReadInAllFormats(HttpClient.Version version) {
        server.notes.put("a", new Note("a", "hello"), Span.of(Set.of("n1")));
        TestClient client = client(version);
        HttpResponse<byte[]> list = client.get(NOTES, AGENT);
        assertEquals(version, list.version());
        assertEquals(
                "{\"kind\":\"NoteList\",\"apiVersion\":\"test.antrea.io/v1\",\"metadata\":{},\"items\":["
                        + "{\"metadata\":{\"name\":\"a\",\"creationTimestamp\":null},\"text\":\"hello\"}]}",
                text(list));
        assertEquals(
                "{\"kind\":\"Note\",\"apiVersion\":\"test.antrea.io/v1\",\"metadata\":{\"name\":\"a\","
                        + "\"creationTimestamp\":null},\"text\":\"hello\"}",
                text(client.get(NOTES + "/a", agent("Accept", "application/json"))));
        HttpResponse<byte[]> yaml = client.get(NOTES + "/a", agent("Accept", "application/yaml"));
        assertEquals(
                "application/yaml", yaml.headers().firstValue("Content-Type").orElse(""));
        assertTrue(text(yaml).startsWith("kind: Note\napiVersion: test.antrea.io/v1\n"));
        HttpResponse<byte[]> protobuf = client.get(NOTES + "/a", agent("Accept", PROTOBUF + ",application/json"));
        assertEquals(PROTOBUF, protobuf.headers().firstValue("Content-Type").orElse(""));
        assertTrue(Bytes.of(protobuf.body()).toString().startsWith("6b387300"));
        assertTrue(Bytes.of(client.get(NOTES, agent("Accept", PROTOBUF)).body())
                .toString()
                .startsWith("6b387300"));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void tableIsServedToKubectl(HttpClient.Version version) {
        server.notes.put("a", new Note("a", "hello"), Span.of(Set.of()));
        Json.Obj table = client(version)
                .json(
                        NOTES,
                        agent(
                                "Accept",
                                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;"
                                        + "g=meta.k8s.io,application/json"));
        assertEquals("Table", table.text("kind"));
        assertEquals("meta.k8s.io/v1", table.text("apiVersion"));
        Json.Obj row = table.list("rows").getFirst().asObject("row");
        assertEquals("[\"a\",\"hello\"]", row.need("cells").toString());
        assertEquals("PartialObjectMetadata", row.object("object").text("kind"));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void watchInJsonFollowsTheSpan(HttpClient.Version version) throws IOException {
        server.notes.put("a", new Note("a", "1"), Span.of(Set.of("n1")));
        HttpResponse<InputStream> response =
                client(version).open(NOTES + "?watch=true&fieldSelector=nodeName%3Dn1", AGENT);
        assertEquals(200, response.statusCode());
        assertEquals(
                "application/json",
                response.headers().firstValue("Content-Type").orElse(""));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertEvent(in, "ADDED", "1");
            assertEvent(in, "BOOKMARK", "");
            server.notes.put("a", new Note("a", "2"), Span.of(Set.of("n1", "n2")));
            assertEvent(in, "MODIFIED", "1>2");
            server.notes.put("a", new Note("a", "3"), Span.of(Set.of("n2")));
            assertEvent(in, "DELETED", "");
            server.notes.closeWatches();
            assertEquals("", in.lines().collect(Collectors.joining()), "the stream ends without an error event");
        }
    }

    private static void assertEvent(BufferedReader in, String type, String text) throws IOException {
        String line = String.valueOf(in.readLine());
        while (line.isEmpty()) {
            line = String.valueOf(in.readLine()); // the server asks whether we are still there
        }
        Json.Obj event = JsonText.read(line).asObject("event");
        assertEquals(type, event.text("type"));
        assertEquals(text, event.object("object").text("text"));
        assertEquals("Note", event.object("object").text("kind"));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void watchInProtobufIsFramed(HttpClient.Version version) throws IOException {
        HttpResponse<InputStream> response =
                client(version).open(NOTES + "?watch=1&timeoutSeconds=1", agent("Accept", PROTOBUF));
        assertEquals(
                PROTOBUF + ";stream=watch",
                response.headers().firstValue("Content-Type").orElse(""));
        byte[] all = response.body().readAllBytes();
        int length = (all[2] & 0xff) << 8 | all[3] & 0xff;
        assertEquals(all.length, length + 4, "one bookmark and then the timeout");
        assertEquals("0a08424f4f4b4d41524b", Bytes.of(all).slice(4, 14).toString());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whoAsksForHeartbeatsGetsTheBookmarkAgain(HttpClient.Version version) throws IOException {
        HttpResponse<InputStream> response =
                client(version).open(NOTES + "?watch=1&timeoutSeconds=3&heartbeatSeconds=1", agent("Accept", PROTOBUF));
        byte[] all = response.body().readAllBytes();
        int length = 4 + ((all[2] & 0xff) << 8 | all[3] & 0xff);
        assertTrue(all.length >= 2 * length, () -> all.length + " bytes");
        for (int at = 0; at < all.length; at += length) {
            assertEquals(Bytes.of(all).slice(0, length), Bytes.of(all).slice(at, at + length), "at " + at);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void watcherIsTakenOffWhenItsClientLeaves(HttpClient.Version version) throws IOException {
        HttpResponse<InputStream> response = client(version).open(NOTES + "?watch=1", AGENT);
        assertTrue(response.body().read() >= 0);
        assertEquals(1, server.notes.watcherCount());
        response.body().close();
        AtomicInteger changes = new AtomicInteger();
        Await.until(() -> {
            server.notes.put("a", new Note("a", "" + changes.incrementAndGet()), Span.of(Set.of()));
            return server.notes.watcherCount() == 0;
        });
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,application/json", "HTTP_2,application/json", "HTTP_2," + PROTOBUF})
    void watcherIsTakenOffThoughNothingChanges(HttpClient.Version version, String format) {
        TestClient client = client(version);
        HttpResponse<InputStream> response = client.open(NOTES + "?watch=1", agent("Accept", format));
        assertEquals(200, response.statusCode());
        assertEquals(1, server.notes.watcherCount());
        client.close();
        Await.until(() -> server.notes.watcherCount() == 0);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void statusIsCreatedInJsonAndProtobuf(HttpClient.Version version) {
        TestClient client = client(version);
        byte[] body = "{\"metadata\":{\"name\":\"a\"},\"text\":\"fine\"}".getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer =
                client.send("POST", NOTES + "/a/status", body, agent("Content-Type", "application/json"));
        assertEquals(201, answer.statusCode());
        assertEquals("Success", JsonText.read(answer.body()).asObject("status").text("status"));
        assertEquals("fine", server.statuses.peekLast());
        byte[] sent = Envelope.wrap(
                Note.KIND.withKind("NoteStatus"),
                ProtobufWriter.bytesOf(out -> Note.Codec.INSTANCE.writeProtobuf(new Note("a", "better"), out)));
        assertEquals(
                201,
                client.send("POST", NOTES + "/a/status", sent, agent("Content-Type", PROTOBUF, "Accept", PROTOBUF))
                        .statusCode());
        assertEquals("better", server.statuses.peekLast());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void badBodiesAreRefusedWithTheRightCode(HttpClient.Version version) {
        TestClient client = client(version);
        String[] json = agent("Content-Type", "application/json");
        byte[] nonsense = "{\"metadata\"".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                400, client.send("POST", NOTES + "/a/status", nonsense, json).statusCode());
        assertEquals(
                400,
                client.send("POST", NOTES + "/a/status", nonsense, agent("Content-Type", PROTOBUF))
                        .statusCode());
        assertEquals(
                415,
                client.send("POST", NOTES + "/a/status", nonsense, agent("Content-Type", "text/html"))
                        .statusCode());
        byte[] other = "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(400, client.send("POST", NOTES + "/a/status", other, json).statusCode());
        byte[] large = new byte[ApiRequest.MAX_BODY_BYTES + 1];
        assertEquals(413, client.send("POST", NOTES + "/a/status", large, json).statusCode());
        assertEquals(200, client.get(NOTES, AGENT).statusCode(), "the server goes on");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusalsAreStatusObjects(HttpClient.Version version) {
        TestClient client = client(version);
        assertStatus(client.get(NOTES, "Authorization", "Bearer wrong"), 401, "Unauthorized", "Unauthorized");
        assertStatus(
                client.get(NOTES),
                403,
                "Forbidden",
                "notes.test.antrea.io is forbidden: User \"system:anonymous\" cannot list resource \"notes\" in API"
                        + " group \"test.antrea.io\" at the cluster scope");
        assertStatus(
                client.get("/metrics"),
                403,
                "Forbidden",
                "forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
        assertStatus(client.get(NOTES + "/x", AGENT), 404, "NotFound", "note.test.antrea.io \"x\" not found");
        assertStatus(
                client.send("DELETE", NOTES + "/x", new byte[0], AGENT),
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
        assertStatus(
                client.get(NOTES, agent("Accept", "text/html")),
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml, " + PROTOBUF);
        assertStatus(
                client.get(NOTES + "?watch=1&fieldSelector=spec.x%3D1", AGENT),
                400,
                "BadRequest",
                "field label not supported: spec.x");
        assertEquals(
                422,
                client.get(NOTES + "?watch=1&resourceVersionMatch=Exact", AGENT).statusCode());
        assertEquals(
                422, client.get(NOTES + "?resourceVersionMatch=Exact", AGENT).statusCode());
        assertEquals(
                200,
                client.get(NOTES + "?resourceVersionMatch=Exact&resourceVersion=1", AGENT)
                        .statusCode());
        HttpResponse<byte[]> protobuf = client.get(NOTES + "/x", agent("Accept", PROTOBUF));
        assertEquals(404, protobuf.statusCode());
        assertTrue(Bytes.of(protobuf.body()).toString().startsWith("6b387300"));
    }

    private static void assertStatus(HttpResponse<byte[]> response, int code, String reason, String message) {
        Json.Obj status = JsonText.read(response.body()).asObject("status");
        assertEquals(code, response.statusCode(), status.toString());
        assertEquals("Status", status.text("kind"));
        assertEquals("v1", status.text("apiVersion"));
        assertEquals("Failure", status.text("status"));
        assertEquals(reason, status.text("reason"));
        assertEquals(message, status.text("message"));
        assertEquals(code, status.number("code"));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void faultOfAHandlerHitsOneRequestOnly(HttpClient.Version version) {
        TestClient client = client(version);
        assertEquals(500, client.get("/broken", "Authorization", "Bearer root").statusCode());
        assertEquals("3", text(client.get("/loglevel", "Authorization", "Bearer root")));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void unknownPathsGiveTheIndex(HttpClient.Version version) {
        TestClient client = client(version);
        HttpResponse<byte[]> unknown = client.get("/version", "Authorization", "Bearer root");
        assertEquals(404, unknown.statusCode());
        assertEquals(text(unknown), text(client.get("/", "Authorization", "Bearer root")));
        assertTrue(
                text(unknown).startsWith("{\"paths\":[\"/apis\",\"/apis/test.antrea.io\",\"/apis/test.antrea.io/v1\""));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void discoveryTellsGroupsAndResources(HttpClient.Version version) {
        TestClient client = client(version);
        String[] root = {"Authorization", "Bearer root"};
        assertEquals(
                "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[{\"name\":\"test.antrea.io\","
                        + "\"versions\":[{\"groupVersion\":\"test.antrea.io/v1\",\"version\":\"v1\"}],"
                        + "\"preferredVersion\":{\"groupVersion\":\"test.antrea.io/v1\",\"version\":\"v1\"}}]}",
                text(client.get("/apis", root)));
        assertEquals("APIGroup", client.json("/apis/test.antrea.io", root).text("kind"));
        assertEquals(
                "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"test.antrea.io/v1\","
                        + "\"resources\":[{\"name\":\"notes\",\"singularName\":\"\",\"namespaced\":false,"
                        + "\"kind\":\"Note\",\"verbs\":[\"get\",\"list\",\"watch\"]},{\"name\":\"notes/status\","
                        + "\"singularName\":\"\",\"namespaced\":false,\"kind\":\"NoteStatus\",\"verbs\":[\"create\"]}]}",
                text(client.get("/apis/test.antrea.io/v1", root)));
        Json.Obj v2 = client.json("/openapi/v2", root);
        assertEquals("2.0", v2.text("swagger"));
        assertTrue(v2.object("definitions").members().containsKey("io.antrea.test.v1.Note"));
        String protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
        assertEquals(
                406,
                client.get("/openapi/v2", "Authorization", "Bearer root", "Accept", protobuf)
                        .statusCode());
        String aggregated = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
        assertEquals(
                "APIGroupList",
                client.json("/apis", "Authorization", "Bearer root", "Accept", aggregated + ",application/json")
                        .text("kind"));
        Json.Obj v3 = client.json("/openapi/v3/apis/test.antrea.io/v1", root);
        assertEquals("3.0.0", v3.text("openapi"));
        assertTrue(client.json("/openapi/v3", root).object("paths").members().containsKey("apis/test.antrea.io/v1"));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void healthIsOpenToEverybodyButItsDetailsAreNot(HttpClient.Version version) {
        TestClient client = client(version);
        assertEquals("ok", text(client.get("/healthz")));
        assertEquals(403, client.get("/readyz/informer-sync").statusCode());
        HttpResponse<byte[]> ready = client.get("/readyz?verbose");
        assertEquals(500, ready.statusCode());
        assertEquals("[+]ping ok\n[-]informer-sync failed: reason withheld\nreadyz check failed\n", text(ready));
        assertEquals("ok", text(client.get("/readyz?exclude=informer-sync")));
        assertEquals(
                "[+]ping ok\n[+]informer-sync excluded: ok\nwarn: some health checks cannot be excluded: no matches for"
                        + " \"x\"\nreadyz check passed\n",
                text(client.get("/readyz?verbose&exclude=informer-sync&exclude=x")));
        server.ready.set(true);
        assertEquals("[+]ping ok\n[+]informer-sync ok\nreadyz check passed\n", text(client.get("/readyz?verbose")));
        assertEquals("ok", text(client.get("/readyz/informer-sync", "Authorization", "Bearer root")));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void logLevelIsToldAndSet(HttpClient.Version version) {
        TestClient client = client(version);
        String[] root = {"Authorization", "Bearer root"};
        assertEquals(200, client.get("/loglevel?level=5", root).statusCode());
        assertEquals(5, server.level.get());
        for (String bad : List.of("-1", "x", "99999999999")) {
            HttpResponse<byte[]> refused = client.get("/loglevel?level=" + bad, root);
            assertEquals(400, refused.statusCode());
            assertEquals("log level must be a positive integer\n", text(refused));
        }
        assertEquals("5", text(client.get("/loglevel", root)));
        assertEquals("up 1\n", text(client.get("/metrics", root)));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void labelSelectorsChooseAmongAListAndNonsenseIsRefused(HttpClient.Version version) {
        server.notes.put("a", new Note("a", "x"), Span.of(Set.of()));
        TestClient client = client(version);
        assertEquals(
                1,
                client.json(NOTES + "?labelSelector=text%3Dx", AGENT)
                        .list("items")
                        .size());
        assertEquals(
                1,
                client.json(NOTES + "?labelSelector=text%20in%20(x,y),!z", AGENT)
                        .list("items")
                        .size());
        assertEquals(
                0,
                client.json(NOTES + "?labelSelector=text!%3Dx", AGENT)
                        .list("items")
                        .size());
        assertEquals(
                0,
                client.json(NOTES + "?labelSelector=text%20notin%20(x)", AGENT)
                        .list("items")
                        .size());
        assertEquals(
                0, client.json(NOTES + "?labelSelector=z", AGENT).list("items").size());
        assertEquals(400, client.get(NOTES + "?labelSelector=%3D%3D", AGENT).statusCode());
    }
}
