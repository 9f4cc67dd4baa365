package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.agent.config.NetworkConfig.BridgeConfig;
import antrea.agent.config.TrafficConfig;
import antrea.bridge.DatapathProfile;
import antrea.bridge.KernelDatapath;
import antrea.bridge.UserspaceDatapath;
import antrea.feature.TrafficMode;
import antrea.graph.Calculation;
import antrea.hostnet.HostKey;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.Ownership;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.driver.LinuxHost;
import antrea.hostnet.driver.RoutingWatch;
import antrea.kube.client.Patch;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.Resources;
import antrea.linux.command.CommandRunner;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.IpFamily;
import antrea.nodenetwork.node.NodeAnnouncement;
import antrea.nodenetwork.node.NodeBringUp;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.nodenetwork.node.PeerAnnotations;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.reconcile.Reconciler;
import antrea.runtime.json.Json;
import antrea.runtime.lifecycle.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/// What the features stand on: the switch's database, the kernel, and this Node as it was found and prepared.
record Ground(
        OvsDatabase database,
        NamespaceThread namespaces,
        Rtnetlink host,
        DatapathProfile datapath,
        NodeBringUp.Result node,
        NodeAnnouncement announcement) {
    private static final Duration DATABASE_WITHIN = Duration.ofSeconds(30);
    private static final Duration COMMAND_WITHIN = Duration.ofSeconds(30);

    static Ground prepare(AgentConfig config, Cluster cluster) {
        BridgeConfig bridge = config.network().bridge();
        // first of all threads that enter namespaces: see NamespaceThread
        NamespaceThread namespaces = NamespaceThread.start();
        Rtnetlink host = Rtnetlink.open();
        OvsDatabase database = OvsDatabase.open(Path.of(bridge.runDirectory(), "db.sock"), DATABASE_WITHIN);
        NodeBringUp.Result node =
                new NodeBringUp(database, host, wanted(config)).apply(cluster.awaitOwnNode(), cluster.random());
        NodeAnnouncement announcement = new NodeAnnouncement(
                cluster.nodeName(),
                PeerAnnotations.of(mode(config), node),
                annotations -> annotate(cluster, annotations));
        announcement.write();
        boolean kernel = bridge.datapathType().equals("system");
        return new Ground(
                database,
                namespaces,
                host,
                kernel ? new KernelDatapath(true) : new UserspaceDatapath(),
                node,
                announcement);
    }

    static NodeBringUp.Wanted wanted(AgentConfig config) {
        BridgeConfig bridge = config.network().bridge();
        TrafficConfig traffic = config.network().traffic();
        return new NodeBringUp.Wanted(
                bridge.name(),
                bridge.datapathType(),
                bridge.hostGateway(),
                mode(config),
                new NodeBringUp.Tunnel(
                        traffic.tunnel().type(),
                        traffic.tunnel().port(),
                        traffic.tunnel().checksum()),
                new NodeBringUp.Transport(
                        traffic.transport().interfaceName(), traffic.transport().cidrs()),
                traffic.defaultMtu());
    }

    static TrafficMode mode(AgentConfig config) {
        return switch (config.network().traffic().encapMode()) {
            case ENCAP -> TrafficMode.ENCAP;
            case NO_ENCAP -> TrafficMode.NO_ENCAP;
            case HYBRID -> TrafficMode.HYBRID;
            case NETWORK_POLICY_ONLY -> TrafficMode.NETWORK_POLICY_ONLY;
        };
    }

    private static void annotate(Cluster cluster, SequencedMap<String, Optional<String>> wanted) {
        Json.Obj annotations = Json.Obj.EMPTY;
        for (Map.Entry<String, Optional<String>> one : wanted.entrySet()) {
            Optional<Json> value = one.getValue().map(Json::of);
            annotations = annotations.with(one.getKey(), value.orElse(Json.Null.INSTANCE));
        }
        Json body = Json.Obj.EMPTY.with("metadata", Json.Obj.EMPTY.with("annotations", annotations));
        cluster.client()
                .patch(
                        Resources.NODES,
                        ObjectKey.of(cluster.nodeName()),
                        Patch.merge(body).ofStatus());
    }

    /// `ovs-ofctl COMMAND BRIDGE …`, for its output.
    static Function<List<String>, String> ofctl(String bridge) {
        CommandRunner runner = new CommandRunner(List.of(), COMMAND_WITHIN);
        return arguments -> {
            List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow15"));
            List<String> options =
                    arguments.stream().filter(a -> a.startsWith("--")).toList();
            List<String> words =
                    arguments.stream().filter(a -> !a.startsWith("--")).toList();
            command.addAll(options);
            command.add(words.getFirst());
            command.add(bridge);
            command.addAll(words.subList(1, words.size()));
            return runner.runSuccessfully(command, "");
        };
    }

    /// After the plane of the switch: connections are ended when it has what was stated beside them.
    HostPlanes hostPlanes(Calculation calculation, Reconciler<HostKey, ServiceConnections> connections) {
        return LinuxHost.planes(calculation, ownership(), families(), connections);
    }

    /// The planes, what tells them of changes by another hand, and what keeps this Node's word to its peers.
    List<Part> parts(Calculation calculation, HostPlanes planes) {
        RoutingWatch watch = LinuxHost.watch(planes, ownership());
        announcement.wire(calculation);
        return List.of(
                new Part("host", planes::start, planes::close),
                new Part("routing watch", watch::start, watch::close),
                new Part("node annotations", announcement::start, announcement::close));
    }

    private Ownership ownership() {
        return Ownership.ofAgent(node.node().gateway().interfaceName());
    }

    /// Of this Node's Pods.
    Set<IpFamily> families() {
        return NodeNetworkNode.families(node.node());
    }
}
