package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.runtime.health.HealthCheck;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.DelegatedAuthorizer;
import antrea.serve.auth.LoopbackToken;
import antrea.serve.auth.TokenReviewAuthenticator;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.cluster.KubeApiObjects;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.JdkListener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// What the agent serves on its own port: health for kubelet from when it listens on, and metrics and answers for
/// operators ([AgentPaths]) once it has something to tell.
final class AgentApi {
    private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/livez", "/readyz");
    private static final Path TOKEN = Path.of("/var/run/antrea/apiserver/loopback-client-token");

    private final Supplier<ApiServerBuilder> beginning;
    private final CompletableFuture<Void> networkReady;
    private final AtomicReference<ApiHandler> server;

    /// What the answers are made from.
    ///
    /// @param switchFault why the switch is not well; asked when the network has been ready once
    record State(AgentPaths paths, Supplier<Optional<String>> switchFault, List<HealthCheck> readyChecks) {
        State {
            readyChecks = List.copyOf(readyChecks);
        }
    }

    /// `beginning` gives a builder that knows who may ask, each time a new one.
    AgentApi(Supplier<ApiServerBuilder> beginning, CompletableFuture<Void> networkReady) {
        this.beginning = beginning;
        this.networkReady = networkReady;
        this.server = new AtomicReference<>(health().build());
    }

    /// For clients of the cluster.
    static AgentApi of(Cluster cluster, CompletableFuture<Void> networkReady) {
        ApiObjects objects = new KubeApiObjects(cluster.client());
        LoopbackToken token = LoopbackToken.create();
        token.write(TOKEN);
        AuthenticatorChain authenticators =
                new AuthenticatorChain(List.of(token, new TokenReviewAuthenticator(objects, System::nanoTime)));
        DelegatedAuthorizer authorizer = new DelegatedAuthorizer(objects, OPEN_PATHS, System::nanoTime);
        return new AgentApi(() -> new ApiServerBuilder(authenticators, authorizer), networkReady);
    }

    /// What the agent shows to clients, new at each start. They find its authority in the AntreaAgentInfo.
    static ServingCertificate certificate(Cluster cluster) {
        return new SelfSigned(
                        cluster.nodeName(),
                        List.of("localhost"),
                        List.of("127.0.0.1", "::1"),
                        SelfSigned.KeyKind.EC_P256)
                .create(Instant.now());
    }

    /// Takes requests from now on.
    JdkListener listen(AgentConfig config, ServingCertificate certificate) {
        return JdkListener.start(
                new ListenerAddress("", config.server().apiPort()),
                TlsPolicy.parse(
                        String.join(",", config.server().tlsCipherSuites()),
                        config.server().tlsMinVersion()),
                () -> certificate,
                this::handle);
    }

    ApiReply handle(ApiRequest request) {
        return server.get().handle(request);
    }

    private ApiServerBuilder health() {
        return beginning.get().title("Antrea agent").readyCheck(Readiness.check(networkReady));
    }

    /// Answers everything from now on.
    void serve(State state) {
        ApiServerBuilder builder = health().check(new HealthCheck(
                "ovs", () -> networkReady.isDone() ? state.switchFault().get() : Optional.empty()));
        state.readyChecks().forEach(builder::readyCheck);
        state.paths().addTo(builder);
        server.set(builder.build());
    }
}
