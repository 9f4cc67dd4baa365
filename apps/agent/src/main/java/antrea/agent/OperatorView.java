package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.bridge.SwitchPlane;
import antrea.graph.Calculation;
import antrea.networkpolicy.node.ControlPlaneWatch;
import antrea.nodenetwork.api.KubeAgentInfos;
import antrea.nodenetwork.node.AgentInfoReport;
import antrea.runtime.health.HealthCheck;
import antrea.runtime.lifecycle.Part;
import antrea.runtime.lifecycle.Periodic;
import antrea.serve.tls.ServingCertificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What an operator sees of the agent: its API and its AntreaAgentInfo.
final class OperatorView {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);
    /// The controller makes the object of a new Node; nobody shall look for it a minute long.
    private static final Duration MISSING = Duration.ofSeconds(5);

    private OperatorView() {}

    record Outside(Cluster cluster, Ground ground, ServingCertificate certificate) {}

    record Inside(
            Calculation calculation,
            SwitchPlane plane,
            ControlPlaneWatch policies,
            AgentMetrics metrics,
            List<HealthCheck> readyChecks) {
        Inside {
            readyChecks = List.copyOf(readyChecks);
        }
    }

    static List<Part> parts(
            AgentApi api, AgentConfig config, Map<String, String> environment, Outside outside, Inside inside) {
        Cluster cluster = outside.cluster;
        AgentFacts facts = new AgentFacts(
                AgentFacts.place(config, environment, outside.ground, outside.certificate),
                inside.plane,
                outside.ground.database(),
                inside.policies,
                inside.metrics);
        FlowsPath flows = new FlowsPath(Ground.ofctl(config.network().bridge().name()), inside.plane::flowCounts);
        AgentPaths paths = new AgentPaths(
                config,
                new AgentPaths.Sources(facts::now, inside.metrics.registry(), facts::portUuid, flows),
                inside.calculation);
        AgentInfoReport report =
                new AgentInfoReport(new KubeAgentInfos(cluster.client()), cluster.nodeName(), facts::now);
        AgentApi.State state =
                new AgentApi.State(paths, () -> inside.plane.health().fault(), inside.readyChecks);
        return List.of(
                new Part("api", () -> api.serve(state), () -> {}),
                Periodic.partThatSays("AntreaAgentInfo", HEARTBEAT, () -> report.update() ? HEARTBEAT : MISSING));
    }
}
