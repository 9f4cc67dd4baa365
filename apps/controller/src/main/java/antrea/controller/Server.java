package antrea.controller;

import antrea.controller.config.ServerConfig;
import antrea.runtime.health.HealthCheck;
import antrea.runtime.log.LogBackend;
import antrea.runtime.metrics.MetricRegistry;
import antrea.serve.api.ApiServer;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.api.LogLevelEndpoint;
import antrea.serve.api.MetricsEndpoint;
import antrea.serve.auth.ClusterTrust;
import antrea.serve.auth.DelegatedAccess;
import antrea.serve.auth.LoopbackToken;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.http.HelidonListener;
import antrea.serve.http.Listener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.resource.Resource;
import antrea.serve.tls.CertificateHolder;
import antrea.serve.tls.TlsPolicy;
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
    private final LoopbackToken loopback = LoopbackToken.create();
    private final DelegatedAccess access;
    private final AtomicReference<Optional<Listener>> listener = new AtomicReference<>(Optional.empty());

    /// What is served beside the health of the process.
    record Content(
            List<Resource> resources, MetricRegistry metrics, LogBackend log, Supplier<Optional<String>> notReady) {}

    /// Asks the cluster whom it trusts. Throws [antrea.serve.cluster.ApiFault] when it does not say.
    Server(ServerConfig config, ApiObjects cluster, CertificateHolder certificates, Content content) {
        this.config = config;
        this.certificates = certificates;
        this.access = DelegatedAccess.of(cluster, ServingCertificates.clientCa(config), OPEN_PATHS, loopback);
        ApiServerBuilder builder = new ApiServerBuilder(access.authenticator(), access.authorizer())
                .title("Antrea")
                .readyCheck(new HealthCheck("informer-sync", content.notReady))
                .path("/loglevel", new LogLevelEndpoint(content.log::verbosity, content.log::verbosity));
        content.resources.forEach(builder::resource);
        if (config.prometheusMetrics()) {
            builder.path("/metrics", new MetricsEndpoint(content.metrics::text));
        }
        this.api = builder.build();
    }

    /// Whom the cluster trusts to name users; to be kept up to date.
    ClusterTrust trust() {
        return access.trust();
    }

    void start() {
        loopback.write(TOKEN);
        TlsPolicy tls = TlsPolicy.parse(
                String.join(",", config.tls().cipherSuites()), config.tls().minVersion());
        listener.set(
                Optional.of(HelidonListener.start(new ListenerAddress("", config.apiPort()), tls, certificates, api)));
    }

    void stop() {
        listener.getAndSet(Optional.empty()).ifPresent(Listener::close);
    }
}
