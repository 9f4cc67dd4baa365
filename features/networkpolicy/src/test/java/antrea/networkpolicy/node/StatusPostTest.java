package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.kube.access.ApiAccess;
import antrea.kube.client.ApiException;
import antrea.kube.client.ApiTransport;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.serve.codec.Envelope;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// A report as it goes over the wire.
class StatusPostTest {
    private static final NetworkPolicyStatus STATUS = new NetworkPolicyStatus(
            Metadata.of("uid-1", ""), List.of(new NetworkPolicyStatus.NodeStatus("n1", 7, true, "1 refused")));

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<NetworkPolicyStatus> bodies = new CopyOnWriteArrayList<>();

    private void post(int answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type"));
            Envelope.Unwrapped body = Envelope.unwrap(exchange.getRequestBody().readAllBytes());
            assertEquals("controlplane.antrea.io/v1beta2 NetworkPolicyStatus", body.apiVersion() + " " + body.kind());
            bodies.add(ControlPlane.NETWORK_POLICY_STATUS.fromProtobuf(body.body()));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (ApiTransport transport = new ApiTransport(ApiAccess.of(uri))) {
            new StatusPost(() -> transport).accept(STATUS);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void reportGoesToTheStatusOfItsPolicyAsProtobuf() throws IOException {
        post(201);
        assertEquals(
                List.of("POST /apis/controlplane.antrea.io/v1beta2/networkpolicies/uid-1/status "
                        + "application/vnd.kubernetes.protobuf"),
                requests);
        assertEquals(List.of(STATUS), bodies);
    }

    @Test
    void refusalIsAnException() {
        assertThrows(ApiException.class, () -> post(403));
    }
}
