package antrea.kube.client;

import antrea.kube.access.AccessException;
import antrea.kube.access.ApiAccess;
import antrea.kube.access.TlsClient;
import antrea.kube.resource.Interner;
import antrea.kube.resource.TokenReader;
import antrea.runtime.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Sends calls to one API server.
///
/// HTTP/1.1, not 2, on purpose. With HTTP/2 all watches share one connection: one half-open connection silences
/// all of them, flow control of a slow watch touches the others, and the JDK offers neither a ping nor a
/// per-stream deadline. With HTTP/1.1 each watch has its own connection that can be cut alone; the price is some
/// 60 kB of TLS buffers a watch, paid about ten times in an agent.
public final class ApiTransport implements AutoCloseable {
    private static final int ERROR_BODY_BYTES = 64 * 1024;
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(10);

    private final ApiAccess access;
    private final ExecutorService executor;
    private final HttpClient http;

    public ApiTransport(ApiAccess access) {
        this.access = access;
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("kube-http-", 0).factory());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_WAIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .sslContext(TlsClient.context(access))
                .build();
    }

    public ApiAccess access() {
        return access;
    }

    /// Sends the call and gives the body of a 2xx answer, to be closed by the caller. Throws [ApiException] for
    /// every other answer and for none; an interrupt ends the call so too, and stays set.
    public GuardedStream open(Call call) {
        HttpResponse<InputStream> response = send(call);
        GuardedStream body = new GuardedStream(response.body(), call.readWait());
        if (response.statusCode() / 100 == 2) {
            return body;
        }
        try (body) {
            throw ApiException.refused(call.toString(), errorStatus(response, body));
        }
    }

    /// Sends the call, of whose answer only the code matters. Throws as [#open].
    public void tell(Call call) {
        try (GuardedStream body = open(call)) {
            body.drain();
        }
    }

    private HttpResponse<InputStream> send(Call call) {
        try {
            return http.send(request(call), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unreachable(call.toString(), e);
        } catch (IOException | AccessException e) {
            throw ApiException.unreachable(call.toString(), e);
        }
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(call.path()))
                .timeout(call.headerWait())
                .header("Accept", call.accept())
                .header("User-Agent", "antrea-j");
        access.token().read().ifPresent(token -> request.header("Authorization", "Bearer " + token.strip()));
        HttpRequest.BodyPublisher body = call.body()
                .map(b -> HttpRequest.BodyPublishers.ofByteArray(b.content().toArray()))
                .orElse(HttpRequest.BodyPublishers.noBody());
        call.body().ifPresent(b -> request.header("Content-Type", b.contentType()));
        return request.method(call.method(), body).build();
    }

    private URI uri(String path) {
        String root = access.server().toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    }

    private static ErrorStatus errorStatus(HttpResponse<InputStream> response, InputStream body) {
        int code = response.statusCode();
        ErrorStatus status = parse(code, body);
        Optional<Duration> wait = response.headers().firstValue("Retry-After").flatMap(ApiTransport::seconds);
        return wait.map(status::withRetryAfter).orElse(status);
    }

    private static ErrorStatus parse(int code, InputStream body) {
        byte[] text;
        try {
            text = body.readNBytes(ERROR_BODY_BYTES);
        } catch (IOException e) {
            return ErrorStatus.of(code, "the body of the answer broke off (" + e + ")");
        }
        try (TokenReader in = TokenReader.over(text, 0, text.length, new Interner())) {
            return ErrorStatus.read(in).withCode(code);
        } catch (JsonException | UncheckedIOException _) {
            String shown = new String(text, 0, Math.min(text.length, 200), StandardCharsets.UTF_8);
            return ErrorStatus.of(code, shown.strip());
        }
    }

    private static Optional<Duration> seconds(String header) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Integer.parseInt(header.strip()))));
        } catch (NumberFormatException _) {
            // the other form, a date, is not sent by API servers
            return Optional.empty();
        }
    }

    /// True when the cause of a failed call is that its time ran out.
    static boolean timedOut(ApiException e) {
        return e.getCause() instanceof HttpTimeoutException;
    }

    /// Cuts every connection.
    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
