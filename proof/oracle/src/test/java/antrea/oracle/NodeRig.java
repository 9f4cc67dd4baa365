package antrea.oracle;

import antrea.feature.KubeSources;
import antrea.feature.NodeIdentity;
import antrea.feature.PacketOutPort;
import antrea.feature.testing.RecordedDesired;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.object.Node;
import antrea.net.IpFamily;
import antrea.networkpolicy.node.PolicyNode;
import antrea.networkpolicy.node.PolicyOptions;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.nodenetwork.node.NodeNetworkOptions;
import antrea.openflow.codec.Match;
import antrea.pipeline.Flow;
import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import antrea.pipeline.trace.TraceSwitch;
import antrea.podnetwork.api.LocalInterface;
import antrea.podnetwork.node.PodInterfaces;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/// The features of one Node, wired as the agent wires them, with what they state recorded.
final class NodeRig {
    private static final int GENEVE = 6081;

    /// The default of the agent's `packetInRate`.
    private static final int PACKETS_IN_A_SECOND = 500;

    final NodeIdentity node;
    final ManualCalculation calculation = new ManualCalculation();
    final RecordedDesired desired = new RecordedDesired();
    final Pipeline pipeline;
    private Predicate<Flow> lost = _ -> false;

    NodeRig(Node self, Settings settings) {
        node = Facts.identity(self, settings);
        Set<IpFamily> families = NodeNetworkNode.families(node);
        OptionalInt tunnelPort = settings.hasTunnel() ? OptionalInt.of(GENEVE) : OptionalInt.empty();
        NodeNetworkNode network =
                new NodeNetworkNode(node, new NodeNetworkOptions(settings.mode(), tunnelPort, true), "eth0");
        ServiceNode service = new ServiceNode(
                node,
                new ServiceOptions(settings.proxyAll(), List.of(), Set.of(), "", true),
                PacketOutPort.over(_ -> {}));
        List<Match> hostTraffic = node.gateway().addresses().stream()
                .map(g -> settings.datapath().hostTraffic(g, settings.serviceNat()))
                .toList();
        OptionalInt metered =
                settings.datapath().hasMeters() ? OptionalInt.of(PACKETS_IN_A_SECOND) : OptionalInt.empty();
        PolicyNode policy = new PolicyNode(new PolicyOptions(families, hostTraffic, metered));
        network.wire(calculation.loop(), desired);
        PodInterfaces.wire(node, calculation.loop(), desired);
        service.wire(calculation.loop(), desired);
        policy.wire(calculation.loop(), desired);
        List<Table> tables = new ArrayList<>(network.tables());
        tables.addAll(service.tables());
        tables.addAll(policy.tables());
        pipeline = Pipeline.assemble(tables);
    }

    /// Gives it all objects of the cluster, and an interface for each Pod that runs here. Policies come by
    /// themselves.
    void replaceAll(ClusterObjects cluster) {
        calculation.inlet(KubeSources.NODES).replaceAll(cluster.nodes);
        calculation.inlet(KubeSources.SERVICES).replaceAll(cluster.services);
        calculation.inlet(KubeSources.ENDPOINT_SLICES).replaceAll(cluster.slices);
        Map<String, LocalInterface> interfaces = new HashMap<>();
        cluster.pods.values().stream()
                .filter(p -> p.nodeName().equals(node.name()) && Facts.hasInterface(p))
                .map(Facts::interfaceOf)
                .forEach(local -> interfaces.put(local.name(), local));
        calculation.inlet(LocalInterface.SOURCE).replaceAll(interfaces);
    }

    /// Breaks it: these flows do not come to the switches that are made from now on.
    void lose(Predicate<Flow> flows) {
        lost = flows;
    }

    TraceSwitch newSwitch() {
        List<Flow> flows = desired.allFlows().stream().filter(lost.negate()).toList();
        return TraceSwitch.loaded(pipeline, flows, desired.allGroups());
    }

    List<String> tableNames() {
        return pipeline.tables().stream().map(Table::name).toList();
    }
}
