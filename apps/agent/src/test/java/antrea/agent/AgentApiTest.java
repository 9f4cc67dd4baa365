package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import antrea.agent.config.AgentConfig;
import antrea.graph.CalculationLoop;
import antrea.graph.FaultListener;
import antrea.nodenetwork.api.AgentInfo;
import antrea.runtime.health.HealthCheck;
import antrea.runtime.metrics.MetricRegistry;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.Authorizer;
import antrea.serve.auth.UserInfo;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What the agent says of its health while it comes up.
class AgentApiTest {
    private final CompletableFuture<Void> networkReady = new CompletableFuture<>();
    private final AtomicReference<Optional<String>> switchFault = new AtomicReference<>(Optional.of("away"));
    private final AtomicReference<Optional<String>> cniFault = new AtomicReference<>(Optional.of("no server"));
    private final AgentApi api = new AgentApi(
            () -> new ApiServerBuilder(
                    _ -> new Authenticator.Known(UserInfo.of("kubelet", UserInfo.MASTERS)),
                    (_, _) -> Authorizer.Allowed.ALLOWED),
            networkReady);

    private int code(String path) {
        ApiReply reply = api.handle(ApiRequest.of("GET", path, Query.parse(""), new Headers()));
        return assertInstanceOf(ApiReply.Whole.class, reply).code();
    }

    private void serve() {
        MetricRegistry registry = new MetricRegistry();
        Supplier<AgentInfo> nobody = () -> {
            throw new IllegalStateException("not asked for");
        };
        FlowsPath flows = new FlowsPath(_ -> "", List::of);
        api.serve(new AgentApi.State(
                new AgentPaths(
                        AgentConfig.read("", "antrea-agent.conf", Map.of()),
                        new AgentPaths.Sources(nobody, registry, name -> name, flows),
                        new CalculationLoop(System::nanoTime, FaultListener.throwing())),
                switchFault::get,
                List.of(new HealthCheck("cni", cniFault::get))));
    }

    @Test
    void agentThatIsStartingIsAliveAndNotReady() {
        assertEquals(200, code("/livez"));
        assertEquals(200, code("/healthz"));
        assertEquals(500, code("/readyz"));
        assertEquals(404, code("/featuregates"));
        serve();
        assertEquals(200, code("/livez"));
        assertEquals(500, code("/readyz"));
        assertEquals(200, code("/featuregates"));
    }

    @Test
    void readyNeedsTheNetworkTheSwitchAndTheCniServer() {
        serve();
        networkReady.complete(null);
        assertEquals(500, code("/livez"), "the switch was there and is away");
        switchFault.set(Optional.empty());
        assertEquals(200, code("/livez"));
        assertEquals(500, code("/readyz"));
        cniFault.set(Optional.empty());
        assertEquals(200, code("/readyz"));
    }
}
