package antrea.proof.kernel;

import antrea.bridge.DatapathProfile;
import antrea.bridge.SessionPort;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.feature.PacketOutPort;
import antrea.feature.TrafficMode;
import antrea.graph.Calculation;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.Ownership;
import antrea.hostnet.driver.FilterDriver;
import antrea.hostnet.driver.RoutingDriver;
import antrea.ipam.node.HostLocal;
import antrea.kube.object.Node;
import antrea.linux.command.CommandRunner;
import antrea.linux.ipset.Ipsets;
import antrea.linux.iptables.Iptables;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.proc.Sysctl;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.IpFamily;
import antrea.networkpolicy.node.PolicyNode;
import antrea.nodenetwork.node.NodeBringUp;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.nodenetwork.node.NodeNetworkOptions;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.podnetwork.node.PodNetworkNode;
import antrea.podnetwork.node.PodNetworkOptions;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// What the features stand on, in this process's network namespace.
record NodeGround(
        OvsDatabase database,
        NamespaceThread namespaces,
        Rtnetlink host,
        DatapathProfile datapath,
        NodeBringUp.Result node) {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final int GENEVE = 6081;

    static NodeGround prepare(Node self, NodeWiring.Places places, DatapathProfile datapath) {
        NamespaceThread namespaces = NamespaceThread.start();
        Rtnetlink host = Rtnetlink.open();
        OvsDatabase database = OvsDatabase.open(places.database(), WITHIN);
        NodeBringUp.Wanted wanted = new NodeBringUp.Wanted(
                NodeWiring.BRIDGE,
                datapath.datapathType(),
                "antrea-gw0",
                TrafficMode.ENCAP,
                new NodeBringUp.Tunnel("geneve", 0, false),
                new NodeBringUp.Transport("", List.of()),
                0);
        NodeBringUp.Result node = new NodeBringUp(database, host, wanted).apply(self, new SecureRandom());
        return new NodeGround(database, namespaces, host, datapath, node);
    }

    List<NodeFeature> features(SessionPort port, NodeWiring.Places places, CompletableFuture<Void> networkReady) {
        NodeIdentity self = node.node();
        NodeNetworkOptions network = new NodeNetworkOptions(TrafficMode.ENCAP, OptionalInt.of(GENEVE), true);
        PodNetworkOptions pods = new PodNetworkOptions(
                NodeWiring.BRIDGE, places.cniSocket(), "", datapath.tunnelNeedsUnderlayBridge(), WITHIN);
        PodNetworkNode.Tools tools =
                new PodNetworkNode.Tools(HostLocal.open(places.addresses()), database, namespaces, host);
        return List.of(
                new NodeNetworkNode(self, network, node.uplink()),
                new PodNetworkNode(self, pods, tools, networkReady),
                new ServiceNode(self, new ServiceOptions(true, List.of(), Set.of(), ""), new Packets(port)),
                new PolicyNode(
                        NodeNetworkNode.families(self),
                        self.gateway().addresses().stream()
                                .map(g -> datapath.hostTraffic(g, DatapathProfile.ServiceNat.PIPELINE))
                                .toList()));
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

    HostPlanes hostPlanes(Calculation calculation) {
        Set<IpFamily> families = NodeNetworkNode.families(node.node());
        CommandRunner runner = new CommandRunner(List.of(), WITHIN);
        Ownership ownership = Ownership.ofAgent(node.node().gateway().interfaceName());
        return new HostPlanes(
                calculation,
                new Reconciler<>(
                        settings("host-routing"),
                        new RoutingDriver(Rtnetlink.open(), new Sysctl(Path.of("/proc/sys")), ownership, families),
                        System::nanoTime,
                        InstantSource.system()),
                new Reconciler<>(
                        settings("host-filter"),
                        new FilterDriver(
                                new Ipsets(runner),
                                families.stream()
                                        .sorted()
                                        .map(f -> new Iptables(f, runner))
                                        .toList()),
                        System::nanoTime,
                        InstantSource.system()),
                ConflictListener.logging());
    }

    private static Reconciler.Settings settings(String name) {
        return new Reconciler.Settings(name, GatePolicy.ADDITIONS_ONLY, HostPlanes.TIMING);
    }
}
