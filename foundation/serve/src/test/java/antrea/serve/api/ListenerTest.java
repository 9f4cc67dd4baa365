package antrea.serve.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.json.Json;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.Authorizer;
import antrea.serve.auth.CertificateAuthenticator;
import antrea.serve.auth.ClusterTrust;
import antrea.serve.auth.RequestHeaderAuthenticator;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.HelidonListener;
import antrea.serve.http.JdkListener;
import antrea.serve.http.Listener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.testing.FakeCluster;
import antrea.serve.testing.TestClient;
import antrea.serve.testing.TestPki;
import antrea.serve.testing.TestServer;
import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What both listeners must do alike.
final class ListenerTest {
    private static final ServingCertificate CERTIFICATE = TestServer.newCertificate();

    /// The two listeners.
    enum Kind {
        HELIDON {
            @Override
            Listener start(ListenerAddress address, TlsPolicy policy, ApiHandler handler) {
                return HelidonListener.start(address, policy, () -> CERTIFICATE, handler);
            }
        },
        JDK {
            @Override
            Listener start(ListenerAddress address, TlsPolicy policy, ApiHandler handler) {
                return JdkListener.start(address, policy, () -> CERTIFICATE, handler);
            }
        };

        abstract Listener start(ListenerAddress address, TlsPolicy policy, ApiHandler handler);

        Listener start(ApiHandler handler) {
            return start(new ListenerAddress("127.0.0.1", 0), TlsPolicy.standard(), handler);
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pathQueryHeadersAndBodyArrive(Kind kind) {
        AtomicReference<ApiRequest> seen = new AtomicReference<>();
        try (Listener listener = kind.start(request -> {
                    seen.set(request);
                    return ApiReply.text(200, text(request.readBody()));
                });
                TestClient client = TestClient.of(CERTIFICATE, listener.port(), Version.HTTP_2)) {
            byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
            String path = "/a%20b/fd00::1?x=1%2C2&x=3&flag";
            assertEquals(
                    "hello",
                    text(client.send("POST", path, body, "X-A", "1", "X-A", "2").body()));
            assertEquals("/a b/fd00::1", seen.get().path());
            assertEquals(List.of("1,2", "3"), seen.get().query().all("x"));
            assertEquals(true, seen.get().query().flag("flag"));
            assertEquals(List.of("1", "2"), seen.get().headers().all("x-a"));
            assertEquals("POST", seen.get().method());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void clientCertificateIsSeenAndOptional(Kind kind) {
        TestPki clientCa = new TestPki("clients");
        TestPki proxyCa = new TestPki("proxy");
        FakeCluster cluster = new FakeCluster()
                .put(
                        "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication",
                        Json.Obj.EMPTY.with(
                                "data",
                                Json.Obj.EMPTY
                                        .with("client-ca-file", clientCa.pem())
                                        .with("requestheader-client-ca-file", proxyCa.pem())
                                        .with("requestheader-username-headers", "[\"X-Remote-User\"]")));
        ClusterTrust trust = ClusterTrust.load(cluster, Optional.empty(), InstantSource.system());
        Authenticator who = new AuthenticatorChain(
                List.of(new RequestHeaderAuthenticator(trust), new CertificateAuthenticator(trust)));
        ApiServer server = new ApiServerBuilder(
                        who,
                        (user, _) -> user.name().equals("bob")
                                ? Authorizer.Allowed.ALLOWED
                                : new Authorizer.Denied("you are " + user.name()))
                .path("/x", _ -> ApiReply.text(200, "hi"))
                .build();
        try (Listener listener = kind.start(server)) {
            for (Version version : Version.values()) {
                try (TestClient bob = TestClient.withCertificate(
                                CERTIFICATE, listener.port(), version, clientCa.client("CN=bob"));
                        TestClient proxy = TestClient.withCertificate(
                                CERTIFICATE, listener.port(), version, proxyCa.client("CN=proxy"));
                        TestClient stranger = TestClient.withCertificate(
                                CERTIFICATE, listener.port(), version, new TestPki("clients").client("CN=bob"));
                        TestClient nobody = TestClient.of(CERTIFICATE, listener.port(), version)) {
                    assertEquals("hi", text(bob.get("/x").body()));
                    assertEquals(200, proxy.get("/x", "X-Remote-User", "bob").statusCode());
                    assertEquals(403, proxy.get("/x", "X-Remote-User", "eve").statusCode());
                    assertEquals(401, stranger.get("/x").statusCode());
                    assertTrue(text(nobody.get("/x").body()).contains("you are system:anonymous"));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void emptyHostMeansBothFamilies(Kind kind) throws IOException {
        try (Listener listener =
                kind.start(new ListenerAddress("", 0), TlsPolicy.standard(), _ -> ApiReply.text(200, "ok"))) {
            for (String address : List.of("127.0.0.1", "::1")) {
                try (Socket socket = new Socket(InetAddress.getByName(address), listener.port())) {
                    assertTrue(socket.isConnected());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void streamArrivesPieceByPiece(Kind kind) throws IOException {
        try (Listener listener = kind.start(_ -> ApiReply.streamed("text/plain", sink -> {
                    for (String piece : List.of("one", "two")) {
                        sink.write(piece.getBytes(StandardCharsets.UTF_8));
                        sink.flush();
                    }
                }));
                TestClient client = TestClient.of(CERTIFICATE, listener.port(), Version.HTTP_1_1);
                InputStream in = client.open("/").body()) {
            assertEquals("onetwo", text(in.readAllBytes()));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void oldProtocolsAreRefusedWhenThePolicySaysSo(Kind kind) throws IOException {
        try (Listener listener = kind.start(
                        new ListenerAddress("127.0.0.1", 0),
                        TlsPolicy.parse("", "VersionTLS13"),
                        _ -> ApiReply.text(200, "ok"));
                Socket socket = TlsPolicy.context(() -> CERTIFICATE)
                        .getSocketFactory()
                        .createSocket("127.0.0.1", listener.port())) {
            ((javax.net.ssl.SSLSocket) socket).setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThrows(IOException.class, () -> ((javax.net.ssl.SSLSocket) socket).startHandshake());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void brokenEscapeInTheQueryIsABadRequest(Kind kind) throws Exception {
        try (Listener listener = kind.start(_ -> ApiReply.text(200, "ok"));
                TestClient client = TestClient.of(CERTIFICATE, listener.port(), Version.HTTP_1_1);
                Socket socket = client.socket(listener.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /x?a=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertTrue(text(socket.getInputStream().readNBytes(12)).endsWith(" 400"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void takenPortIsSaidPlainly(Kind kind) {
        try (Listener first = kind.start(_ -> ApiReply.text(200, "ok"))) {
            ListenerAddress taken = new ListenerAddress("127.0.0.1", first.port());
            IllegalStateException fault = assertThrows(
                    IllegalStateException.class,
                    () -> kind.start(taken, TlsPolicy.standard(), _ -> ApiReply.text(200, "ok")));
            assertTrue(String.valueOf(fault.getMessage()).contains("" + first.port()));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void randomBytesHarmNobodyElse(Kind kind) throws IOException {
        try (Listener listener = kind.start(_ -> ApiReply.text(200, "ok"));
                TestClient client = TestClient.of(CERTIFICATE, listener.port(), Version.HTTP_2)) {
            Random random = new Random(7);
            for (int i = 0; i < 20; i++) {
                byte[] noise = new byte[random.nextInt(500) + 1];
                random.nextBytes(noise);
                try (Socket socket = new Socket("127.0.0.1", listener.port())) {
                    socket.getOutputStream().write(noise);
                }
            }
            assertEquals("ok", text(client.get("/").body()));
        }
    }

    @Test
    void requestsBeyondTheLimitAreTurnedAway() throws InterruptedException {
        java.util.concurrent.CountDownLatch inside = new java.util.concurrent.CountDownLatch(2);
        java.util.concurrent.CountDownLatch go = new java.util.concurrent.CountDownLatch(1);
        ApiServer server = new ApiServerBuilder(new AuthenticatorChain(List.of()), (_, _) -> Authorizer.Allowed.ALLOWED)
                .limits(2, 1)
                .path("/slow", _ -> {
                    inside.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return ApiReply.text(200, "ok");
                })
                .path("/fast", _ -> ApiReply.text(200, "ok"))
                .build();
        ApiRequest slow = ApiRequest.of("GET", "/slow", antrea.serve.http.Query.EMPTY, new antrea.serve.http.Headers());
        List<Thread> busy = List.of(
                Thread.ofVirtual().start(() -> server.handle(slow)),
                Thread.ofVirtual().start(() -> server.handle(slow)));
        inside.await();
        ApiReply turnedAway = server.handle(slow);
        assertEquals(429, turnedAway.code());
        assertEquals(Optional.of("1"), turnedAway.headers().first("Retry-After"));
        ApiRequest write =
                ApiRequest.of("POST", "/fast", antrea.serve.http.Query.EMPTY, new antrea.serve.http.Headers());
        assertEquals(200, server.handle(write).code(), "writing requests are counted apart");
        go.countDown();
        for (Thread thread : busy) {
            thread.join();
        }
        assertEquals(200, server.handle(slow).code());
    }
}
