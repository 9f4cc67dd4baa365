package antrea.nodenetwork.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.access.ApiAccess;
import antrea.kube.client.ApiException;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.KubeClient;
import antrea.kube.client.Pause;
import antrea.runtime.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What goes over the wire, against a server that gives one answer.
class KubeAgentInfosTest {
    private static final String COLLECTION = "/apis/crd.antrea.io/v1beta1/antreaagentinfos";

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ApiTransport transport;
    private final AgentInfoObjects infos;
    private volatile int code = 200;
    private volatile String answer = "{}";

    KubeAgentInfosTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        transport = new ApiTransport(ApiAccess.of(uri));
        infos = new KubeAgentInfos(new KubeClient(transport, Pause.ofThread()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add((exchange.getRequestMethod() + " "
                            + exchange.getRequestURI().getPath() + " " + body)
                    .strip());
            byte[] out = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, out.length);
            exchange.getResponseBody().write(out);
        }
    }

    private void answers(int status, String body) {
        code = status;
        answer = body;
    }

    private static String status(int code, String reason) {
        return "{\"kind\":\"Status\",\"code\":" + code + ",\"reason\":\"" + reason + "\",\"message\":\"m\"}";
    }

    @AfterEach
    void end() {
        transport.close();
        server.stop(0);
    }

    @Test
    void namesAreListed() {
        answers(
                200,
                "{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"n1\"},\"localPodNum\":3},"
                        + "{\"metadata\":{\"name\":\"n2\"}}]}");
        assertEquals(Set.of("n1", "n2"), infos.names());
        assertEquals(List.of("GET " + COLLECTION), seen);
    }

    @Test
    void anEmptyObjectIsCreatedAndOneThatIsThereIsNoFault() {
        infos.create("n1");
        assertEquals(
                List.of("POST " + COLLECTION + " {\"apiVersion\":\"crd.antrea.io/v1beta1\","
                        + "\"kind\":\"AntreaAgentInfo\",\"metadata\":{\"name\":\"n1\"}}"),
                seen);
        answers(409, status(409, "AlreadyExists"));
        infos.create("n1");
        answers(404, status(404, "NotFound"));
        assertTrue(assertThrows(ApiException.class, () -> infos.create("n1")).notFound());
    }

    @Test
    void whatIsGoneNeedsNoDeletion() {
        infos.delete("n1");
        answers(404, status(404, "NotFound"));
        infos.delete("n1");
        assertEquals("DELETE " + COLLECTION + "/n1", seen.getLast());
        assertEquals(Optional.empty(), infos.get("n1"));
    }

    @Test
    void anUpdateGivesWhatIsStoredUnlessSomebodyElseWasFaster() {
        answers(200, "{\"metadata\":{\"resourceVersion\":\"8\"}}");
        Json.Obj object = Json.Obj.EMPTY.with("version", "v");
        Json.Obj stored = infos.update("n1", object).orElseThrow();
        assertEquals("8", stored.object("metadata").text("resourceVersion"));
        assertEquals(List.of("PUT " + COLLECTION + "/n1 {\"version\":\"v\"}"), seen);
        answers(409, status(409, "Conflict"));
        assertEquals(Optional.empty(), infos.update("n1", object));
        answers(403, status(403, "Forbidden"));
        assertThrows(ApiException.class, () -> infos.update("n1", object));
    }
}
