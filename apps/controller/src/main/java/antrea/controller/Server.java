package antrea.controller;

import antrea.controller.config.ServerConfig;
import antrea.runtime.log.LogBackend;
import antrea.runtime.metrics.MetricRegistry;
import antrea.runtime.metrics.MetricText;
import antrea.serve.api.ApiServer;
import antrea.serve.api.ApiServerBuilder;
import antrea.runtime.health.HealthCheck;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.CertificateAuthenticator;
import antrea.serve.auth.ClusterTrust;
import antrea.serve.auth.DelegatedAuthorizer;
import antrea.serve.auth.LoopbackToken;
import antrea.serve.auth.RequestHeaderAuthenticator;
import antrea.serve.auth.TokenReviewAuthenticator;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.http.ApiReply;
import antrea.serve.http.HelidonListener;
import antrea.serve.http.Listener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.resource.Resource;
import antrea.serve.tls.CertificateHolder;
import antrea.serve.tls.TlsPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The API server of the controller: who asks, what is served, on which port.
final class Server {
    static final Path TOKEN = Path.of("/var/run/antrea/apiserver/loopback-client-token");
    private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/livez", "/readyz");

    private final ServerConfig config;
    private final ApiServer api;
    private final CertificateHolder certificates;
    private final LoopbackToken loopback;
    private final AtomicReference<Optional<Listener>> listener = new AtomicReference<>(Optional.empty());

    /// What is served beside the health of the process.
    record Content(List<Resource> resources, MetricRegistry metrics, LogBackend log, Supplier<Optional<String>> notReady) {}

    Server(ServerConfig config, ApiObjects cluster, ClusterTrust trust, CertificateHolder certificates, Content content) {
        this.config = config;
        this.certificates = certificates;
        this.loopback = LoopbackToken.create();
        AuthenticatorChain who = new AuthenticatorChain(List.of(
                loopback,
                new RequestHeaderAuthenticator(trust),
                new CertificateAuthenticator(trust),
                new TokenReviewAuthenticator(cluster, System::nanoTime)));
        ApiServerBuilder builder = new ApiServerBuilder(
                        who, new DelegatedAuthorizer(cluster, OPEN_PATHS, System::nanoTime))
                .title("Antrea")
                .readyCheck(new HealthCheck("informer-sync", content.notReady))
                .path("/loglevel", new LogLevel(content.log));
        content.resources.forEach(builder::resource);
        if (config.prometheusMetrics()) {
            builder.path("/metrics", _ -> ApiReply.of(
                    200, MetricText.CONTENT_TYPE, content.metrics.text().getBytes(StandardCharsets.UTF_8)));
        }
        this.api = builder.build();
    }

    void start() {
        loopback.write(TOKEN);
        TlsPolicy tls = TlsPolicy.parse(
                String.join(",", config.tls().cipherSuites()), config.tls().minVersion());
        listener.set(Optional.of(HelidonListener.start(
                new ListenerAddress("", config.apiPort()), tls, certificates, api)));
    }

    void stop() {
        listener.getAndSet(Optional.empty()).ifPresent(Listener::close);
    }
}
