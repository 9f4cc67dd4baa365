package antrea.serve.http;

import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.common.tls.TlsConfig;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// HTTPS with HTTP/2 and HTTP/1.1 (by ALPN) on Helidon, one virtual thread per request.
public final class HelidonListener implements Listener {
    private static final System.Logger LOG = System.getLogger(HelidonListener.class.getName());
    private static final Duration GRACE = Duration.ofMillis(500);

    private final WebServer server;

    private HelidonListener(WebServer server) {
        this.server = server;
    }

    /// Begins to listen. Throws [IllegalStateException] when the address cannot be bound.
    public static HelidonListener start(
            ListenerAddress address, TlsPolicy tls, Supplier<ServingCertificate> certificates, ApiHandler handler) {
        try {
            WebServer server = WebServer.builder()
                    .host(address.host().isEmpty() ? everywhere() : address.host())
                    .port(address.port())
                    .tls(tlsConfig(tls, certificates))
                    .shutdownHook(false)
                    .shutdownGracePeriod(GRACE)
                    .protocolsDiscoverServices(false)
                    // an event of a watch is a small write: without this the second of two would wait in the kernel
                    // until the client has acknowledged the first, up to 40 ms
                    .connectionOptions(options -> options.tcpNoDelay(true))
                    .addProtocol(Http1Config.builder().build())
                    .addProtocol(Http2Config.builder().maxConcurrentStreams(250).build())
                    .routing(r -> r.any((request, response) -> handle(handler, request, response)))
                    .build()
                    .start();
            if (server.isRunning()) {
                return new HelidonListener(server);
            }
            // Helidon only logs that it could not bind
            throw new IllegalStateException("the server did not start");
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "cannot listen on " + address + ": is the port taken by another process?", e);
        }
    }

    /// The wildcard of both families, where the kernel has both.
    private static String everywhere() {
        return new java.net.InetSocketAddress(0).getAddress().getHostAddress();
    }

    private static TlsConfig tlsConfig(TlsPolicy policy, Supplier<ServingCertificate> certificates) {
        var builder = TlsConfig.builder()
                .sslContext(TlsPolicy.context(certificates))
                .clientAuth(TlsClientAuth.OPTIONAL)
                .enabledProtocols(policy.protocols());
        if (!policy.cipherSuites().isEmpty()) {
            builder.enabledCipherSuites(policy.cipherSuites());
        }
        return builder.buildPrototype();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void handle(ApiHandler handler, ServerRequest request, ServerResponse response) {
        ApiReply reply = reply(handler, request);
        response.status(reply.code());
        reply.headers().forEach((name, values) -> response.headers()
                .set(HeaderNames.create(name), values.toArray(new String[0])));
        switch (reply) {
            case ApiReply.Whole _ when request.prologue().method().text().equals("HEAD") -> response.send();
            case ApiReply.Whole whole -> response.send(whole.body());
            case ApiReply.Streamed streamed -> stream(streamed, response, isHttp2(request));
        }
    }

    private static ApiReply reply(ApiHandler handler, ServerRequest request) {
        ApiRequest converted;
        try {
            converted = convert(request);
        } catch (StatusException e) {
            return ApiReply.status(e.status(), Accept.of(new Headers()));
        }
        return handler.handle(converted);
    }

    private static boolean isHttp2(ServerRequest request) {
        return request.prologue().protocolVersion().startsWith("2");
    }

    private static void stream(ApiReply.Streamed streamed, ServerResponse response, boolean http2) {
        try (OutputStream out = response.outputStream()) {
            streamed.writer().write(new Sink(out, http2));
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "client left a stream cause={0}", e.getMessage());
        }
    }

    private record Sink(OutputStream out, boolean http2) implements ApiReply.ByteSink {
        @Override
        public void write(byte[] bytes) {
            try {
                out.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("the client left", e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the client left", e);
            }
        }

        @Override
        public void probe() {
            if (http2) {
                // an empty DATA frame; in HTTP/1.1 an empty chunk would end the body
                write(new byte[0]);
            }
        }
    }

    private static ApiRequest convert(ServerRequest request) {
        Headers headers = new Headers();
        request.headers().forEach(h -> h.allValues().forEach(v -> headers.add(h.name(), v)));
        return new ApiRequest(
                request.prologue().method().text(),
                request.path().path(),
                Query.parse(request.query().rawValue()),
                headers,
                certificates(request),
                () -> request.content().inputStream());
    }

    private static List<X509Certificate> certificates(ServerRequest request) {
        Certificate[] shown = request.remotePeer().tlsCertificates().orElse(new Certificate[0]);
        List<X509Certificate> out = new ArrayList<>(shown.length);
        Arrays.stream(shown).forEach(c -> {
            if (c instanceof X509Certificate x509) {
                out.add(x509);
            }
        });
        return out;
    }
}
