package antrea.serve.http;

import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/// HTTPS with HTTP/1.1 only, on the server of the JDK: some 13 MB less than [HelidonListener], for processes of
/// which there is one per Node and whose callers need no multiplexing.
public final class JdkListener implements Listener {
    private static final System.Logger LOG = System.getLogger(JdkListener.class.getName());

    private final HttpsServer server;
    private final ExecutorService threads;

    private JdkListener(HttpsServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// Begins to listen. Throws [IllegalStateException] when the address cannot be bound.
    public static JdkListener start(
            ListenerAddress address, TlsPolicy tls, Supplier<ServingCertificate> certificates, ApiHandler handler) {
        try {
            InetSocketAddress bound = address.host().isEmpty()
                    ? new InetSocketAddress(address.port())
                    : new InetSocketAddress(address.host(), address.port());
            HttpsServer server = HttpsServer.create(bound, 0);
            server.setHttpsConfigurator(new Configurator(TlsPolicy.context(certificates), tls));
            ExecutorService threads = Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("api-", 0).factory());
            server.setExecutor(threads);
            server.createContext("/", exchange -> handle(handler, exchange));
            server.start();
            return new JdkListener(server, threads);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot listen on " + address + ": is the port taken by another process?", e);
        }
    }

    private static final class Configurator extends HttpsConfigurator {
        private final TlsPolicy policy;

        Configurator(SSLContext context, TlsPolicy policy) {
            super(context);
            this.policy = policy;
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setProtocols(policy.protocols().toArray(new String[0]));
            if (!policy.cipherSuites().isEmpty()) {
                tls.setCipherSuites(policy.cipherSuites().toArray(new String[0]));
            }
            tls.setWantClientAuth(true);
            parameters.setSSLParameters(tls);
        }
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void handle(ApiHandler handler, HttpExchange exchange) {
        try (exchange) {
            ApiReply reply = reply(handler, exchange);
            reply.headers()
                    .forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
            switch (reply) {
                case ApiReply.Whole whole -> send(exchange, whole);
                case ApiReply.Streamed streamed -> {
                    exchange.sendResponseHeaders(streamed.code(), 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        streamed.writer().write(new Sink(out));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "client left cause={0}", e.getMessage());
        }
    }

    private static ApiReply reply(ApiHandler handler, HttpExchange exchange) {
        ApiRequest request;
        try {
            request = convert(exchange);
        } catch (StatusException e) {
            return ApiReply.status(e.status(), Accept.of(new Headers()));
        }
        return handler.handle(request);
    }

    private static void send(HttpExchange exchange, ApiReply.Whole whole) throws IOException {
        boolean bodyless =
                whole.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(whole.code(), bodyless ? -1 : whole.body().length);
        if (!bodyless) {
            exchange.getResponseBody().write(whole.body());
        }
    }

    private static ApiRequest convert(HttpExchange exchange) {
        Headers headers = new Headers();
        exchange.getRequestHeaders().forEach((name, values) -> values.forEach(v -> headers.add(name, v)));
        String rawQuery = exchange.getRequestURI().getRawQuery();
        String path = exchange.getRequestURI().getPath();
        return new ApiRequest(
                exchange.getRequestMethod(),
                path == null || !path.startsWith("/") ? "/" : path,
                Query.parse(rawQuery == null ? "" : rawQuery),
                headers,
                certificates(exchange),
                exchange::getRequestBody);
    }

    private static List<X509Certificate> certificates(HttpExchange exchange) {
        List<X509Certificate> out = new ArrayList<>();
        if (exchange instanceof HttpsExchange https) {
            try {
                for (Certificate certificate : https.getSSLSession().getPeerCertificates()) {
                    if (certificate instanceof X509Certificate x509) {
                        out.add(x509);
                    }
                }
            } catch (SSLPeerUnverifiedException e) {
                return List.of(); // the client showed no certificate, as most do
            }
        }
        return out;
    }

    private record Sink(OutputStream out) implements ApiReply.ByteSink {
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
            // HTTP/1.1 has nothing that a reader of the body would not see
        }
    }
}
