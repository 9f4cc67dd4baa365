package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.runtime.health.HealthCheck;
import antrea.runtime.lifecycle.Part;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.DelegatedAuthorizer;
import antrea.serve.auth.LoopbackToken;
import antrea.serve.auth.TokenReviewAuthenticator;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.cluster.KubeApiObjects;
import antrea.serve.http.ApiHandler;
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

/// What the agent serves on its own port: health for kubelet, metrics, and answers for operators ([AgentPaths]).
final class AgentApi {
    private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/livez", "/readyz");
    private static final Path TOKEN = Path.of("/var/run/antrea/apiserver/loopback-client-token");

    private AgentApi() {}

    /// What the answers are made from.
    record State(
            AgentFacts facts, AgentPaths paths, CompletableFuture<Void> networkReady, List<HealthCheck> readyChecks) {}

    /// What the agent shows to clients, new at each start. They find its authority in the AntreaAgentInfo.
    static ServingCertificate certificate(Cluster cluster) {
        return new SelfSigned(
                        cluster.nodeName(),
                        List.of("localhost"),
                        List.of("127.0.0.1", "::1"),
                        SelfSigned.KeyKind.EC_P256)
                .create(Instant.now());
    }

    static Part part(AgentConfig config, Cluster cluster, ServingCertificate certificate, State state) {
        CompletableFuture<JdkListener> listener = new CompletableFuture<>();
        return new Part(
                "api",
                () -> listener.complete(listen(config, cluster, certificate, state)),
                () -> listener.thenAccept(JdkListener::close));
    }

    private static JdkListener listen(
            AgentConfig config, Cluster cluster, ServingCertificate certificate, State state) {
        return JdkListener.start(
                new ListenerAddress("", config.server().apiPort()),
                TlsPolicy.parse(
                        String.join(",", config.server().tlsCipherSuites()),
                        config.server().tlsMinVersion()),
                () -> certificate,
                server(cluster, state));
    }

    private static ApiHandler server(Cluster cluster, State state) {
        ApiObjects objects = new KubeApiObjects(cluster.client());
        LoopbackToken token = LoopbackToken.create();
        token.write(TOKEN);
        ApiServerBuilder builder = new ApiServerBuilder(
                        new AuthenticatorChain(List.of(token, new TokenReviewAuthenticator(objects, System::nanoTime))),
                        new DelegatedAuthorizer(objects, OPEN_PATHS, System::nanoTime))
                .title("Antrea agent")
                .check(new HealthCheck("ovs", () -> fault(state)))
                .readyCheck(new HealthCheck(
                        "network",
                        () -> state.networkReady().isDone()
                                ? Optional.empty()
                                : Optional.of("the first policies and host rules are not in place yet")));
        state.readyChecks().forEach(builder::readyCheck);
        state.paths().addTo(builder);
        return builder.build();
    }

    private static Optional<String> fault(State state) {
        return state.networkReady().isDone() ? state.facts().plane().health().fault() : Optional.empty();
    }
}
