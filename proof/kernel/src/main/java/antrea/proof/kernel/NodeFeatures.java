package antrea.proof.kernel;

import antrea.agent.config.NetworkConfig;
import antrea.bridge.DatapathProfile;
import antrea.bridge.SessionPort;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.feature.PacketOutPort;
import antrea.ipam.node.HostLocal;
import antrea.networkpolicy.node.PolicyNode;
import antrea.networkpolicy.node.PolicyOptions;
import antrea.networkpolicy.node.PolicyTelling;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.nodenetwork.node.NodeNetworkOptions;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.podnetwork.node.PodNetworkNode;
import antrea.podnetwork.node.PodNetworkOptions;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The features of a Node, as the agent makes them of the default configuration with `proxyAll` and the Node's
/// [NodeTraffic].
final class NodeFeatures {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private NodeFeatures() {}

    static List<NodeFeature> of(
            NodeGround ground,
            SessionPort port,
            NodeWiring.Places places,
            CompletableFuture<Void> networkReady,
            PolicyTelling policies) {
        NodeIdentity self = ground.node().node();
        DatapathProfile datapath = ground.datapath();
        NodeTraffic traffic = ground.traffic();
        NodeNetworkOptions network = new NodeNetworkOptions(traffic.mode(), traffic.tunnelPort(), true);
        PodNetworkOptions pods = new PodNetworkOptions(
                NodeWiring.BRIDGE, places.cniSocket(), "", datapath.tunnelNeedsUnderlayBridge(), WITHIN);
        PodNetworkNode.Tools tools = new PodNetworkNode.Tools(
                HostLocal.open(places.addresses()), ground.database(), ground.namespaces(), ground.host());
        return List.of(
                new NodeNetworkNode(self, network, ground.node().uplink()),
                new PodNetworkNode(self, pods, tools, networkReady),
                new ServiceNode(self, new ServiceOptions(true, List.of(), Set.of(), "", true), new Packets(port)),
                new PolicyNode(policies(self, datapath), policies));
    }

    private static PolicyOptions policies(NodeIdentity self, DatapathProfile datapath) {
        return new PolicyOptions(
                NodeNetworkNode.families(self),
                self.gateway().addresses().stream()
                        .map(g -> datapath.hostTraffic(g, DatapathProfile.ServiceNat.PIPELINE))
                        .toList(),
                datapath.hasMeters() ? OptionalInt.of(NetworkConfig.DEFAULT_PACKET_IN_RATE) : OptionalInt.empty());
    }

    private record Packets(SessionPort port) implements PacketOutPort {
        @Override
        public void send(PacketOut packet) {
            port.send(packet);
        }

        @Override
        public void resume(PacketIn packet) {
            port.send(new Message.Resume(packet.continuation().orElseThrow()));
        }
    }
}
