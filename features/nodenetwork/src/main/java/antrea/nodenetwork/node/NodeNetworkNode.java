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
    private final PodCidrClaims claims;

    public NodeNetworkNode(NodeIdentity node, NodeNetworkOptions options, String uplink) {
        this.node = node;
        this.host = new HostState(node, options);
        this.routing = new Routing(node, options.mode(), uplink);
        this.claims = new PodCidrClaims(node);
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
        Optional<Peer> peer = after.flatMap(PeerReader::read);
        if (peer.isEmpty()) {
            after.ifPresent(_ -> LOG.log(
                    Logger.Level.INFO, "peer Node without Pod CIDR or address, left out for now node={0}", name));
        }
        Optional<PodCidrClaims.Claim> claim = peer.map(
                p -> new PodCidrClaims.Claim(p, after.orElseThrow().meta().created()));
        claims.update(name, claim).forEach(affected -> statePeer(affected, out));
    }

    private void statePeer(String name, Desired out) {
        Owner owner = Desired.owner(ID, name);
        Optional<PodCidrClaims.Granted> granted = claims.of(name);
        granted.ifPresent(g -> g.refused()
                .forEach((cidr, holder) -> LOG.log(
                        Logger.Level.ERROR,
                        "Pod CIDR of a peer Node is in use, its Pods are not reached: node={0} cidr={1} holder={2};"
                                + " delete one of the two Nodes and let it register with a CIDR of its own",
                        name,
                        cidr,
                        holder)));
        Peer peer = granted.map(PodCidrClaims.Granted::peer)
                .orElseGet(() -> new Peer(name, List.of(), List.of(), Optional.empty()));
        out.flows().state(owner, PeerFlows.calculate(node, peer, routing));
        host.statePeer(owner, peer, routing, out);
    }
}
