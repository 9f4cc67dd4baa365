package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.graph.Calculation;
import antrea.graph.SourceId;
import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.node.PolicySources;
import antrea.nodenetwork.api.AgentInfo;
import antrea.podnetwork.api.LocalInterface;
import antrea.runtime.gate.Gate;
import antrea.runtime.json.Json;
import antrea.runtime.log.KlogFinder;
import antrea.runtime.metrics.MetricRegistry;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.api.LogLevelEndpoint;
import antrea.serve.api.MetricsEndpoint;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The paths that antctl asks in the agent's Pod, with the answers of the original. What the calculation knows is
/// answered from a snapshot.
record AgentPaths(AgentConfig config, Sources sources, Calculation calculation) {
    /// Where the other answers come from.
    ///
    /// @param portUuid the UUID of a port in the switch's database, by its name; empty when there is none
    record Sources(
            Supplier<AgentInfo> info, MetricRegistry metrics, UnaryOperator<String> portUuid, ApiHandler flows) {}

    private static final Json.Obj NO_METADATA = Json.Obj.EMPTY.with("metadata", Json.Obj.EMPTY);

    void addTo(ApiServerBuilder api) {
        api.path("/agentinfo", _ -> ApiReply.json(200, agentInfo()))
                .path("/featuregates", _ -> ApiReply.json(200, featureGates()))
                .path(
                        "/loglevel",
                        new LogLevelEndpoint(KlogFinder.backend()::verbosity, KlogFinder.backend()::verbosity))
                .path("/podinterfaces", this::podInterfaces)
                .path("/ovsflows", sources.flows())
                .path("/networkpolicies", new PolicyPath(calculation))
                .path(
                        "/addressgroups",
                        request -> groups(
                                request,
                                PolicySources.ADDRESS_GROUPS,
                                AddressGroup::name,
                                ControlPlane.ADDRESS_GROUP::toJson))
                .path(
                        "/appliedtogroups",
                        request -> groups(
                                request,
                                PolicySources.APPLIED_TO_GROUPS,
                                AppliedToGroup::name,
                                ControlPlane.APPLIED_TO_GROUP::toJson));
        if (config.server().prometheusMetrics()) {
            api.path("/metrics", new MetricsEndpoint(sources.metrics()::text));
        }
    }

    /// The AntreaAgentInfo without what a client must know already when it asks here.
    private Json agentInfo() {
        Json.Obj out = Json.Obj.EMPTY;
        for (var member : sources.info().get().whole(Json.Obj.EMPTY).members().entrySet()) {
            boolean told = member.getKey().equals("apiPort") || member.getKey().equals("apiCABundle");
            out = told ? out : out.with(member.getKey(), member.getValue());
        }
        return out;
    }

    private Json featureGates() {
        List<Json> out = new ArrayList<>();
        Arrays.stream(Gate.values())
                .filter(gate -> gate.users() != Gate.Users.CONTROLLER)
                .sorted(Comparator.comparing(Gate::text))
                .forEach(gate -> out.add(Json.Obj.EMPTY
                        .with("component", "agent")
                        .with("name", gate.text())
                        .with("status", config.works(gate) ? "Enabled" : "Disabled")
                        .with("version", gate.stage().name())));
        return Json.of(out);
    }

    private ApiReply podInterfaces(ApiRequest request) {
        String name = request.query().first("name").orElse("");
        String namespace = request.query().first("namespace").orElse("");
        List<Json> out = new ArrayList<>();
        for (LocalInterface local : ask(
                calculation,
                () -> List.copyOf(calculation.source(LocalInterface.SOURCE).values()))) {
            ObjectKey pod = local.pod();
            if ((name.isEmpty() || name.equals(pod.name()))
                    && (namespace.isEmpty() || namespace.equals(pod.namespace()))) {
                out.add(podInterface(local));
            }
        }
        return out.isEmpty() && !name.isEmpty() ? nothing() : ApiReply.json(200, Json.of(out));
    }

    private Json podInterface(LocalInterface local) {
        return Json.Obj.EMPTY
                .with("name", local.pod().name())
                .with("podNamespace", local.pod().namespace())
                .with("interfaceName", local.name())
                .with(
                        "ips",
                        Json.ofTexts(local.addresses().stream()
                                .map(IpAddress::toString)
                                .toList()))
                .with("mac", local.mac().toString())
                .with("portUUID", sources.portUuid().apply(local.name()))
                .with("ofPort", local.port())
                .with("containerID", local.containerId());
    }

    private <V> ApiReply groups(
            ApiRequest request, SourceId<String, V> id, Function<V, String> nameOf, Function<V, Json.Obj> json) {
        String name = request.query().first("name").orElse("");
        if (!name.isEmpty()) {
            Optional<V> group = ask(calculation, () -> calculation.source(id).get(name));
            return group.map(g -> ApiReply.json(200, json.apply(g))).orElseGet(AgentPaths::nothing);
        }
        return ApiReply.json(200, list(sorted(calculation, id, nameOf), json));
    }

    /// A list as Go writes it without its kind.
    static <V> Json list(List<V> values, Function<V, Json.Obj> json) {
        return NO_METADATA.with("items", Json.of(values.stream().map(json).toList()));
    }

    /// The values of a source in the order of their names.
    static <V> List<V> sorted(Calculation calculation, SourceId<String, V> id, Function<V, String> nameOf) {
        List<V> out = new ArrayList<>(
                ask(calculation, () -> List.copyOf(calculation.source(id).values())));
        out.sort(Comparator.comparing(nameOf));
        return out;
    }

    private static <T> T ask(Calculation calculation, Supplier<T> question) {
        try {
            return calculation.ask(question).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the calculation does not answer", e);
        }
    }

    private static ApiReply nothing() {
        return ApiReply.text(404, "");
    }
}
