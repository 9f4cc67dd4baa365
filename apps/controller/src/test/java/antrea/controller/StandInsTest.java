package antrea.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.serve.api.ApiServer;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.Authorizer;
import antrea.serve.auth.UserInfo;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandInsTest {
    private final ApiServer server = server();

    private static ApiServer server() {
        ApiServerBuilder builder = new ApiServerBuilder(
                _ -> new Authenticator.Known(UserInfo.of("agent", UserInfo.MASTERS)),
                (_, _) -> Authorizer.Allowed.ALLOWED);
        StandIns.all().forEach(builder::resource);
        return builder.build();
    }

    private String get(String path, String query, int code) {
        return text(server.handle(ApiRequest.of("GET", path, Query.parse(query), new Headers())), code);
    }

    private static String text(ApiReply reply, int code) {
        assertEquals(code, reply.code());
        return switch (reply) {
            case ApiReply.Whole whole -> new String(whole.body(), StandardCharsets.UTF_8);
            case ApiReply.Streamed streamed -> {
                FirstBytes first = new FirstBytes();
                streamed.writer().write(first);
                yield first.text.toString();
            }
        };
    }

    /// Takes what a stream writes.
    private static final class FirstBytes implements ApiReply.ByteSink {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(byte[] bytes) {
            text.append(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {}

        @Override
        public void probe() {}
    }

    @Test
    void groupOfStatisticsIsDiscovered() {
        assertTrue(get("/apis/stats.antrea.io/v1alpha1", "", 200).contains("\"antreanetworkpolicystats\""));
        assertTrue(get("/apis/stats.antrea.io/v1alpha1/networkpolicystats", "", 200)
                .contains("\"items\":[]"));
        assertTrue(get("/apis/stats.antrea.io/v1alpha1/namespaces/a/networkpolicystats/b", "", 400)
                .contains("feature NetworkPolicyStats disabled"));
    }

    @Test
    void watchOfEgressGroupsIsABookmark() {
        assertEquals(
                "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"EgressGroup\",\"apiVersion\":"
                        + "\"controlplane.antrea.io/v1beta2\",\"metadata\":{\"creationTimestamp\":null}}}",
                get("/apis/controlplane.antrea.io/v1beta2/egressgroups", "watch=true&timeoutSeconds=1", 200)
                        .strip());
    }

    @Test
    void statisticsOfANodeAreTakenInBothEncodings() {
        String path = "/apis/controlplane.antrea.io/v1beta2/nodestatssummaries";
        byte[] json = "{\"metadata\":{\"name\":\"n1\"},\"networkPolicies\":[{}]}".getBytes(StandardCharsets.UTF_8);
        assertTrue(
                text(server.handle(post(path, "application/json", json)), 201).contains("NodeStatsSummary"));
        byte[] protobuf = Bytes.ofHex("6b387300" + "12060a040a026e31").toArray();
        ApiReply reply = server.handle(post(path, "application/vnd.kubernetes.protobuf", protobuf));
        assertEquals(Optional.of(201), Optional.of(reply.code()));
    }

    private static ApiRequest post(String path, String contentType, byte[] body) {
        return new ApiRequest(
                "POST",
                path,
                Query.EMPTY,
                Headers.of("Content-Type", contentType),
                List.of(),
                () -> new ByteArrayInputStream(body));
    }
}
