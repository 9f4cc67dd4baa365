package antrea.oracle;

import antrea.graph.testing.ManualCalculation;
import antrea.kube.object.Node;
import antrea.networkpolicy.central.ClusterSources;
import antrea.networkpolicy.central.NetworkPolicyCentral;
import antrea.networkpolicy.central.PolicyMeter;
import antrea.networkpolicy.central.PublishedPolicies;
import antrea.networkpolicy.node.AgentWatch;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A controller and an agent on each Node, with nothing between them but the bytes of the watches.
final class World {
    private final ManualCalculation controller = new ManualCalculation();
    private final Map<String, NodeRig> rigs = new TreeMap<>();
    private final Map<String, AgentWatch> watches = new TreeMap<>();

    World(Iterable<Node> nodes, Settings settings) {
        PublishedPolicies published = new PublishedPolicies();
        new NetworkPolicyCentral(published, PolicyMeter.NONE).wire(controller.loop());
        for (Node node : nodes) {
            NodeRig rig = new NodeRig(node, settings);
            rigs.put(node.meta().name(), rig);
            watches.put(
                    node.meta().name(), new AgentWatch(published, node.meta().name(), rig.calculation.loop()));
        }
    }

    static World of(ClusterObjects cluster, Settings settings) {
        World out = new World(cluster.nodes.values(), settings);
        out.become(cluster);
        return out;
    }

    /// From whatever there was to this cluster, all at once.
    void become(ClusterObjects cluster) {
        controller.inlet(ClusterSources.PODS).replaceAll(cluster.pods);
        controller.inlet(ClusterSources.NAMESPACES).replaceAll(cluster.namespaces);
        controller.inlet(ClusterSources.NETWORK_POLICIES).replaceAll(cluster.policies);
        rigs.values().forEach(rig -> rig.replaceAll(cluster));
        settle();
    }

    /// The controller changes alone; interfaces stay as they are until [#becomeOnNodes].
    void becomeInController(ClusterObjects cluster) {
        controller.inlet(ClusterSources.PODS).replaceAll(cluster.pods);
        controller.inlet(ClusterSources.NAMESPACES).replaceAll(cluster.namespaces);
        controller.inlet(ClusterSources.NETWORK_POLICIES).replaceAll(cluster.policies);
        settle();
    }

    /// The Nodes change alone, before or after the controller heard of it.
    void becomeOnNodes(ClusterObjects cluster) {
        rigs.values().forEach(rig -> rig.replaceAll(cluster));
        settle();
    }

    /// An agent loses its connections and makes new ones.
    void reconnect(String node) {
        Optional.ofNullable(watches.get(node)).orElseThrow().reconnect();
        settle();
    }

    private void settle() {
        controller.sync();
        watches.values().forEach(AgentWatch::read);
        rigs.values().forEach(rig -> rig.calculation.sync());
    }

    NodeRig rig(String node) {
        return Optional.ofNullable(rigs.get(node)).orElseThrow();
    }

    Map<String, NodeRig> rigs() {
        return rigs;
    }
}
