package antrea.serve.testing;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.tls.ServingCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An HTTPS client that trusts one CA and may show a certificate.
public final class TestClient implements AutoCloseable {
    private static final char[] NO_PASSWORD = {};

    private final HttpClient client;
    private final String base;

    private TestClient(HttpClient client, String base) {
        this.client = client;
        this.base = base;
    }

    public static TestClient of(ServingCertificate server, int port, HttpClient.Version version) {
        return new TestClient(build(server, version, List.of()), "https://127.0.0.1:" + port);
    }

    public static TestClient withCertificate(
            ServingCertificate server, int port, HttpClient.Version version, TestPki.Client shown) {
        return new TestClient(build(server, version, List.of(shown)), "https://127.0.0.1:" + port);
    }

    private static HttpClient build(ServingCertificate server, HttpClient.Version version, List<TestPki.Client> shown) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, NO_PASSWORD);
            trusted.setCertificateEntry("ca", server.chain().getLast());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, NO_PASSWORD);
            for (TestPki.Client c : shown) {
                own.setKeyEntry("own", c.key(), NO_PASSWORD, c.chain().toArray(new X509Certificate[0]));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(own, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .version(version)
                    .sslContext(context)
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        try {
            return client.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, new byte[0], headers);
    }

    public Json.Obj json(String path, String... headers) {
        return JsonText.read(get(path, headers).body()).asObject("body");
    }

    /// The body as it comes.
    public HttpResponse<InputStream> open(String path, String... headers) {
        try {
            return client.send(request("GET", path, new byte[0], headers), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A bare TLS connection, for what no decent client would send.
    public Socket socket(int port) throws IOException {
        return client.sslContext().getSocketFactory().createSocket("127.0.0.1", port);
    }

    private HttpRequest request(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder out = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            out.headers(headers);
        }
        return out.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
