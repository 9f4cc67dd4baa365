package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.agent.config.ProxyConfig;
import antrea.bridge.DatapathProfile;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.feature.PacketOutPort;
import antrea.feature.TrafficMode;
import antrea.ipam.node.HostLocal;
import antrea.net.IpFamily;
import antrea.networkpolicy.node.PolicyNode;
import antrea.networkpolicy.node.PolicyOptions;
import antrea.networkpolicy.node.PolicyTelling;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.nodenetwork.node.NodeNetworkOptions;
import antrea.openflow.codec.Match;
import antrea.podnetwork.node.PodNetworkNode;
import antrea.podnetwork.node.PodNetworkOptions;
import antrea.runtime.gate.Gate;
import antrea.runtime.metrics.MetricRegistry;
import antrea.service.node.ServiceMetrics;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The features of the agent, one line each, in the order of their dependence.
final class Features {
    private static final Path ADDRESSES = Path.of("/var/lib/cni/networks/antrea");
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private Features() {}

    /// Where features tell things other than what they desire.
    record Outlets(PacketOutPort packets, MetricRegistry metrics, PolicyTelling policies) {}

    static List<NodeFeature> of(
            AgentConfig config, Ground ground, CompletableFuture<Void> networkReady, Outlets outlets) {
        NodeIdentity node = ground.node().node();
        Set<IpFamily> families = NodeNetworkNode.families(node);
        List<NodeFeature> out = new ArrayList<>();
        out.add(new NodeNetworkNode(node, network(config), ground.node().uplink()));
        out.add(new PodNetworkNode(node, pods(config, ground), tools(ground), networkReady));
        ServiceMetrics metrics = new ServiceMetrics(outlets.metrics, families, System::nanoTime);
        out.add(new ServiceNode(node, services(config), outlets.packets, metrics));
        out.add(new PolicyNode(policies(config, ground), outlets.policies));
        return out;
    }

    private static PolicyOptions policies(AgentConfig config, Ground ground) {
        return new PolicyOptions(
                NodeNetworkNode.families(ground.node().node()),
                hostTraffic(config, ground),
                ground.datapath().hasMeters()
                        ? OptionalInt.of(config.network().bridge().packetInRate())
                        : OptionalInt.empty());
    }

    static NodeNetworkOptions network(AgentConfig config) {
        TrafficMode mode = Ground.mode(config);
        boolean tunnel = mode == TrafficMode.ENCAP || mode == TrafficMode.HYBRID;
        OptionalInt udp =
                switch (config.network().traffic().tunnel().type()) {
                    case "geneve" -> OptionalInt.of(6081);
                    case "vxlan" -> OptionalInt.of(4789);
                    default -> OptionalInt.empty();
                };
        int port = config.network().traffic().tunnel().port();
        OptionalInt used = port != 0 && udp.isPresent() ? OptionalInt.of(port) : udp;
        return new NodeNetworkOptions(
                mode,
                tunnel ? used : OptionalInt.empty(),
                !config.network().traffic().noSnat());
    }

    private static PodNetworkOptions pods(AgentConfig config, Ground ground) {
        boolean userspace = ground.datapath().tunnelNeedsUnderlayBridge();
        return new PodNetworkOptions(
                config.network().bridge().name(),
                Path.of(config.network().pods().cniSocket()),
                config.network().bridge().hostProcPathPrefix(),
                userspace || config.network().pods().disableTxChecksumOffload(),
                READY_WITHIN);
    }

    private static PodNetworkNode.Tools tools(Ground ground) {
        return new PodNetworkNode.Tools(
                HostLocal.open(ADDRESSES), ground.database(), ground.namespaces(), ground.host());
    }

    static ServiceOptions services(AgentConfig config) {
        ProxyConfig proxy = config.network().proxy();
        return new ServiceOptions(
                proxy.external().proxyAll(),
                List.of(),
                Set.copyOf(proxy.services().skipped()),
                proxy.services().serviceProxyName(),
                config.gates().enabled(Gate.TOPOLOGY_AWARE_HINTS));
    }

    private static List<Match> hostTraffic(AgentConfig config, Ground ground) {
        DatapathProfile.ServiceNat nat = config.network().proxy().external().proxyAll()
                ? DatapathProfile.ServiceNat.PIPELINE
                : DatapathProfile.ServiceNat.OUTSIDE;
        return ground.node().node().gateway().addresses().stream()
                .map(g -> ground.datapath().hostTraffic(g, nat))
                .toList();
    }
}
