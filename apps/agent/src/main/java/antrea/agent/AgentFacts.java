package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.bridge.SwitchPlane;
import antrea.bridge.TableFlows;
import antrea.networkpolicy.node.ControlPlaneWatch;
import antrea.networkpolicy.node.PolicyMetrics;
import antrea.nodenetwork.api.AgentInfo;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.serve.tls.Pem;
import antrea.serve.tls.ServingCertificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What this agent knows of itself; any thread may ask.
record AgentFacts(
        AgentInfo.Place place, SwitchPlane plane, OvsDatabase database, ControlPlaneWatch watch, AgentMetrics metrics) {
    static AgentInfo.Place place(
            AgentConfig config, Map<String, String> environment, Ground ground, ServingCertificate certificate) {
        return new AgentInfo.Place(
                AgentMain.VERSION,
                environment.getOrDefault("POD_NAMESPACE", "kube-system"),
                environment.getOrDefault("POD_NAME", ""),
                ground.node().node().name(),
                ground.node().node().podCidrs(),
                config.network().bridge().name(),
                config.server().apiPort(),
                Pem.write(certificate.chain()));
    }

    /// The UUID of a port; empty when there is none.
    String portUuid(String name) {
        return database.port(name).map(port -> port.portUuid().toString()).orElse("");
    }

    AgentInfo now() {
        SequencedMap<String, Integer> flows = new LinkedHashMap<>();
        for (TableFlows table : plane.flowCounts()) {
            flows.put(table.name(), table.count());
        }
        PolicyMetrics.Counts counts = metrics.policies().counts();
        boolean databaseUp = database.isConnected();
        return new AgentInfo(
                place,
                new AgentInfo.Counts(
                        metrics.pods().localPods(),
                        counts.networkPolicies(),
                        counts.addressGroups(),
                        counts.appliedToGroups(),
                        flows),
                new AgentInfo.Connections(
                        watch.isConnected(),
                        databaseUp,
                        plane.isConnected(),
                        databaseUp ? database.ovsVersion() : Optional.empty()),
                Instant.now());
    }
}
