package antrea.nodenetwork.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.KubeSources;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.graph.Calculation;
import antrea.kube.object.Node;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.pipeline.Table;
import antrea.reconcile.Owner;
import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The network of Nodes: states what this Node needs in any case, and for each peer what leads there.
public final class NodeNetworkNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("NodeNetwork", FeatureId.Maturity.GA, "Gateway, tunnels, routes to peer Nodes");
    private static final Logger LOG = System.getLogger(NodeNetworkNode.class.getName());

    private final NodeIdentity node;
    private final HostState host;
    private final Routing routing;

    public NodeNetworkNode(NodeIdentity node, NodeNetworkOptions options, String uplink) {
        this.node = node;
        this.host = new HostState(node, options);
        this.routing = new Routing(node, options.mode(), uplink);
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public List<Table> tables() {
        return NodeTables.of(families(node));
    }

    /// The families of the Pod network.
    public static Set<IpFamily> families(NodeIdentity node) {
        return node.gateway().addresses().stream().map(IpAddress::family).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void wire(Calculation in, Desired out) {
        Owner own = Desired.owner(ID, "static");
        out.flows().state(own, StaticFlows.calculate(node));
        host.stateOwn(own, out);
        in.source(KubeSources.NODES).observe((key, _, after) -> {
            if (!key.name().equals(node.name())) {
                observePeer(key.name(), after, out);
            }
        });
    }

    private void observePeer(String name, Optional<Node> after, Desired out) {
        Owner owner = Desired.owner(ID, name);
        Optional<Peer> peer = after.flatMap(PeerReader::read);
        if (peer.isEmpty()) {
            after.ifPresent(_ -> LOG.log(
                    Logger.Level.INFO, "peer Node without Pod CIDR or address, left out for now node={0}", name));
            out.flows().withdraw(owner);
            host.statePeer(owner, new Peer(name, List.of(), List.of(), Optional.empty()), routing, out);
            return;
        }
        out.flows().state(owner, PeerFlows.calculate(node, peer.get(), routing));
        host.statePeer(owner, peer.get(), routing, out);
    }
}
