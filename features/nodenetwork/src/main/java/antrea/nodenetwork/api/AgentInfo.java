package antrea.nodenetwork.api;

import antrea.net.Cidr;
import antrea.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What an agent says about itself: the content of an AntreaAgentInfo, under the field names of the CRD.
public record AgentInfo(Place place, Counts counts, Connections connections, Instant heartbeat) {
    /// What stays the same while the agent runs.
    ///
    /// @param podName empty when nobody has told it; then there is no podRef
    /// @param caPem certificates by which clients know the agent's API
    public record Place(
            String version,
            String podNamespace,
            String podName,
            String nodeName,
            List<Cidr> nodeSubnets,
            String bridge,
            int apiPort,
            String caPem) {
        public Place {
            nodeSubnets = List.copyOf(nodeSubnets);
        }
    }

    /// What the agent has to do with.
    ///
    /// @param flowTable flows by the name of their table
    public record Counts(
            int localPods,
            int networkPolicies,
            int addressGroups,
            int appliedToGroups,
            SequencedMap<String, Integer> flowTable) {}

    /// What stands.
    ///
    /// @param ovsVersion of the switch; empty while it is unknown
    public record Connections(boolean controller, boolean ovsdb, boolean openFlow, Optional<String> ovsVersion) {}

    /// The object with everything set.
    public Json.Obj whole(Json.Obj object) {
        Json.Obj out = object.with("version", place.version)
                .with("podRef", reference("Pod", place.podNamespace, place.podName))
                .with("nodeRef", reference("Node", "", place.nodeName))
                .with(
                        "nodeSubnets",
                        Json.ofTexts(
                                place.nodeSubnets.stream().map(Cidr::toString).toList()))
                .with("ovsInfo", object.object("ovsInfo").with("bridgeName", place.bridge))
                .with("apiPort", place.apiPort);
        return partial(out);
    }

    /// The object with that set which changes.
    public Json.Obj partial(Json.Obj object) {
        Json.Obj switchFacts = object.object("ovsInfo").with("flowTable", flowTable());
        if (connections.ovsVersion.isPresent()) {
            switchFacts = switchFacts.with("version", connections.ovsVersion.get());
        }
        String bundle = Base64.getEncoder().encodeToString(place.caPem.getBytes(StandardCharsets.UTF_8));
        return object.with("localPodNum", counts.localPods)
                .with("ovsInfo", switchFacts)
                .with(
                        "networkPolicyControllerInfo",
                        Json.Obj.EMPTY
                                .with("networkPolicyNum", counts.networkPolicies)
                                .with("addressGroupNum", counts.addressGroups)
                                .with("appliedToGroupNum", counts.appliedToGroups))
                .with("agentConditions", Json.of(conditions()))
                .with("apiCABundle", bundle);
    }

    private Json flowTable() {
        Map<String, Json> out = new LinkedHashMap<>();
        counts.flowTable.forEach((table, count) -> out.put(table, Json.of((long) count)));
        return Json.of(out);
    }

    private List<Json> conditions() {
        List<Json> out = new ArrayList<>();
        out.add(condition("AgentHealthy", true)); // who can say it is; the heartbeat tells when it last could
        out.add(condition("ControllerConnectionUp", connections.controller));
        out.add(condition("OVSDBConnectionUp", connections.ovsdb));
        out.add(condition("OpenflowConnectionUp", connections.openFlow));
        return out;
    }

    private Json condition(String type, boolean good) {
        return Json.Obj.EMPTY
                .with("type", type)
                .with("status", good ? "True" : "False")
                .with(
                        "lastHeartbeatTime",
                        heartbeat.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static Json.Obj reference(String kind, String namespace, String name) {
        if (name.isEmpty()) {
            return Json.Obj.EMPTY;
        }
        Json.Obj out = Json.Obj.EMPTY.with("kind", kind);
        return (namespace.isEmpty() ? out : out.with("namespace", namespace)).with("name", name);
    }
}
