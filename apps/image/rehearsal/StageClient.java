import antrea.kube.client.Pause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Asks the program that rehearses, as kubelet and operators do. Its certificate is its own: kubelet does not look at it either.
final class StageClient {
    private static final Path TOKEN = Path.of("/var/run/antrea/apiserver/loopback-client-token");
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final String server;
    private final HttpClient http = trusting();

    StageClient(int port) {
        server = "https://127.0.0.1:" + port;
    }

    /// Waits until the program is ready. Throws [IOException] when it does not get there.
    void awaitReady() throws IOException, InterruptedException {
        await("the program", () -> ask("/readyz").statusCode() == 200);
    }

    HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Opens a watch in that format and leaves it open.
    void watch(String path, String format) throws IOException, InterruptedException {
        http.send(request(path).header("Accept", format).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(10));
        if (Files.exists(TOKEN)) {
            request.header("Authorization", "Bearer " + Files.readString(TOKEN).strip());
        }
        return request;
    }

    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static void await(String what, Condition condition) throws IOException, InterruptedException {
        Instant until = Instant.now().plus(WITHIN);
        Pause pause = Pause.ofThread();
        IOException last = new IOException(what + " did not get there within " + WITHIN);
        while (Instant.now().isBefore(until)) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                last.addSuppressed(e);
            }
            pause.sleep(STEP);
        }
        throw last;
    }

    private static HttpClient trusting() {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {all}, null);
            return HttpClient.newBuilder().sslContext(tls).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
