package antrea.kube.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.client.ApiException;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.Call;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsClientTest {
    @TempDir
    Path directory = Path.of("");

    private final TestAuthority local = TestAuthority.make("EC", "127.0.0.1", "::1");

    /// An HTTPS server that answers `ok`, with the subject of the client where one is needed.
    private static HttpsServer serve(SSLContext context, String address, int port, boolean askClient) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters tls = context.getDefaultSSLParameters();
                    tls.setNeedClientAuth(askClient);
                    parameters.setSSLParameters(tls);
                }
            });
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiAccess access(HttpsServer server) {
        InetSocketAddress at = server.getAddress();
        URI uri = ApiAccess.https(at.getAddress().getHostAddress(), at.getPort());
        return ApiAccess.of(uri);
    }

    private static String call(ApiTransport transport) {
        try (InputStream body = transport.open(Call.of("GET", "/"))) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String call(ApiAccess access) {
        try (ApiTransport transport = new ApiTransport(access)) {
            return call(transport);
        }
    }

    private static String failure(ApiAccess access) {
        ApiException failed = assertThrows(ApiException.class, () -> call(access));
        return String.valueOf(failed.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void serverOfTheGivenAuthorityIsTrusted(String address) {
        HttpsServer server = serve(local.server(local), address, 0, false);
        assertEquals("ok", call(access(server).withCa(TextSource.inline(local.certificate()))));
        server.stop(0);
    }

    @Test
    void serverOfAnotherAuthorityIsNot() {
        HttpsServer server = serve(local.server(local), "127.0.0.1", 0, false);
        TestAuthority other = TestAuthority.make("EC", "127.0.0.1");
        assertTrue(failure(access(server).withCa(TextSource.inline(other.certificate())))
                .contains("no answer"));
        assertTrue(failure(access(server)).contains("no answer"));
        server.stop(0);
    }

    @Test
    void certificateMustCarryTheAddressOrTheGivenName() {
        TestAuthority named = TestAuthority.make("EC", "antrea", "*.kube-system.svc");
        HttpsServer server = serve(named.server(local), "127.0.0.1", 0, false);
        ApiAccess access = access(server).withCa(TextSource.inline(named.certificate()));
        assertTrue(failure(access).contains("no answer"));
        assertEquals("ok", call(access.withServerName("antrea")));
        assertEquals("ok", call(access.withServerName("Antrea.kube-system.svc")));
        assertTrue(failure(access.withServerName("other")).contains("does not carry the name other"));
        assertTrue(failure(access.withServerName("a.b.kube-system.svc")).contains("does not carry the name"));
        server.stop(0);
    }

    @Test
    void rotatedAuthorityNeedsNoRestart() throws IOException {
        TestAuthority next = TestAuthority.make("EC", "127.0.0.1");
        Path ca = directory.resolve("ca.crt");
        Files.writeString(ca, local.certificate());
        HttpsServer before = serve(local.server(local), "127.0.0.1", 0, false);
        try (ApiTransport transport = new ApiTransport(access(before).withCa(new TextSource.InFile(ca)))) {
            assertEquals("ok", call(transport));
            before.stop(0);
            HttpsServer after =
                    serve(next.server(local), "127.0.0.1", before.getAddress().getPort(), false);
            assertThrows(ApiException.class, () -> call(transport));
            Files.writeString(ca, local.certificate() + next.certificate());
            assertEquals("ok", call(transport));
            after.stop(0);
        }
    }

    @Test
    void clientShowsItsCertificateInEveryFormOfKey() {
        TestAuthority rsa = TestAuthority.make("RSA", "client");
        HttpsServer server = serve(local.server(rsa), "127.0.0.1", 0, true);
        ApiAccess access = access(server).withCa(TextSource.inline(local.certificate()));
        assertThrows(ApiException.class, () -> call(access));
        for (String key : new String[] {rsa.keyPem(), rsa.bareKeyPem("RSA PRIVATE KEY", 26)}) {
            assertEquals(
                    "ok",
                    call(access.withCertificate(new ApiAccess.ClientCertificate(
                            TextSource.inline(rsa.certificate()), TextSource.inline(key)))));
        }
        server.stop(0);
    }

    @Test
    void keyOfAnEllipticCurveIsReadInBothForms() {
        PrivateKey key = Pem.privateKey(local.keyPem(), "here");
        // RFC 5915: version, number, [0] P-256
        String number = String.format("%064x", ((ECPrivateKey) key).getS());
        byte[] bare = HexFormat.of().parseHex("3031" + "020101" + "0420" + number + "a00a06082a8648ce3d030107");
        String pem = "-----BEGIN EC PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(bare) + "\n-----END EC PRIVATE KEY-----\n";
        String parameters = "-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n";
        ECPrivateKey read = (ECPrivateKey) Pem.privateKey(parameters + pem, "here");
        assertEquals(((ECPrivateKey) key).getS(), read.getS());
        assertEquals(((ECPrivateKey) key).getParams(), read.getParams());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "MAA=", "MIGB", "MDEC"})
    void damagedKeysAreRefused(String content) {
        String pem = "-----BEGIN EC PRIVATE KEY-----\n" + content + "\n-----END EC PRIVATE KEY-----\n";
        assertThrows(AccessException.class, () -> Pem.privateKey(pem, "here"));
    }
}
