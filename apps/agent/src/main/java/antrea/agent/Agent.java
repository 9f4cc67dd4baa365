package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.bridge.CommitListener;
import antrea.bridge.OvsBridgeRecord;
import antrea.bridge.PacketInRouter;
import antrea.bridge.SessionPort;
import antrea.bridge.StaleFlows;
import antrea.bridge.SwitchPlane;
import antrea.feature.KubeFeed;
import antrea.feature.KubeSources;
import antrea.feature.NodeFeature;
import antrea.feature.PacketInHandler;
import antrea.graph.CalculationLoop;
import antrea.graph.SourceId;
import antrea.hostnet.HostKey;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.driver.ConnectionsDriver.OfGoneServices;
import antrea.kube.client.Selection;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.Resources;
import antrea.kube.watch.Backoff;
import antrea.kube.watch.ListWatch;
import antrea.kube.watch.WatchSource;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowConnection;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import antrea.reconcile.Reconciler;
import antrea.reconcile.Timing;
import antrea.runtime.gate.Gate;
import antrea.runtime.health.HealthCheck;
import antrea.runtime.lifecycle.CalmHeap;
import antrea.runtime.lifecycle.Lifecycle;
import antrea.runtime.lifecycle.Part;
import antrea.serve.http.JdkListener;
import antrea.serve.tls.ServingCertificate;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// One agent: what is found and made at the start, the features, and what carries their wishes.
final class Agent {
    private static final Logger LOG = System.getLogger(Agent.class.getName());
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final AgentConfig config;
    private final Map<String, String> environment;
    private final Path logFolder;
    private final CalculationLoop loop = new CalculationLoop(
            System::nanoTime,
            (where, fault) -> LOG.log(Logger.Level.ERROR, "fault in the calculation: " + where, fault));
    private final CompletableFuture<Void> networkReady = new CompletableFuture<>();
    private final List<Part> parts = new ArrayList<>();

    Agent(AgentConfig config, Map<String, String> environment, Path logFolder) {
        this.config = config;
        this.environment = environment;
        this.logFolder = logFolder;
    }

    /// Runs until a signal. Throws a runtime exception when it cannot start.
    void run() {
        Cluster cluster = Cluster.connect(config, environment);
        AgentApi api = AgentApi.of(cluster, networkReady);
        Ground ground = Ground.prepare(config, cluster);
        AgentMetrics metrics = AgentMetrics.create(ConntrackMetrics.Table.of(
                ground.datapath(), Path.of(config.network().bridge().runDirectory())));
        SessionPort port = new SessionPort();
        PacketInRouter router = new PacketInRouter(
                PacketInRouter.Limit.of(config.network().bridge().packetInRate()), System::nanoTime);
        PolicyParts policies = PolicyParts.of(config, cluster, loop, logFolder);
        List<NodeFeature> features = Features.of(
                config,
                ground,
                networkReady,
                new Features.Outlets(new SwitchPackets(port), metrics.registry(), policies.telling()));
        Pipeline pipeline = pipeline(features);
        policies.pipeline().complete(pipeline);
        StaleFlows staleFlows = staleFlows(ground, metrics);
        SwitchPlane plane = plane(ground, port, pipeline, staleFlows);
        SwitchAndHost desired = new SwitchAndHost(plane, ground.hostPlanes(loop, connections(ground, plane)));
        wire(features, desired, router);
        metrics.wire(loop, plane::flowCounts, port::meterDrops);
        cluster.controller().wire(loop);
        loop.onSynced(() -> Readiness.completeWhenRealized(desired, networkReady, Readiness.LATER));
        List<ListWatch<?>> watches = watches(cluster);
        parts.add(new Part(
                "calculation", () -> Thread.ofPlatform().name("calculation").start(loop::run), loop::stop));
        parts.add(new Part("switch", plane::start, plane::close));
        parts.add(new Part("stale flows", staleFlows::start, staleFlows::close));
        parts.addAll(ground.parts(loop, desired.host()));
        parts.add(new Part("packet-in", router::start, router::close));
        parts.add(openFlow(plane, router));
        parts.add(
                new Part("watches", () -> watches.forEach(ListWatch::start), () -> watches.forEach(ListWatch::close)));
        parts.addAll(policies.parts());
        for (NodeFeature feature : features) {
            parts.add(new Part(feature.id().gate(), feature::start, feature::stop));
        }
        ServingCertificate certificate = AgentApi.certificate(cluster);
        parts.addAll(OperatorView.parts(
                api,
                config,
                environment,
                new OperatorView.Outside(cluster, ground, certificate),
                new OperatorView.Inside(loop, plane, policies.watch(), metrics, readyChecks(features))));
        parts.add(CalmHeap.part());
        parts.add(listener(api, certificate));
        new Lifecycle().runUntilSignal(parts, STOP_WITHIN);
    }

    private void wire(List<NodeFeature> features, SwitchAndHost desired, PacketInRouter router) {
        for (NodeFeature feature : features) {
            feature.wire(loop, desired);
            for (PacketInHandler handler : feature.packetInHandlers()) {
                router.register(handler.reason().number(), feature.id().gate(), handler::observe);
            }
        }
    }

    /// The last part, for what it costs in processor time makes the start of all else longer.
    private Part listener(AgentApi api, ServingCertificate certificate) {
        CompletableFuture<JdkListener> listener = new CompletableFuture<>();
        return new Part(
                "listener",
                () -> listener.complete(api.listen(config, certificate)),
                () -> listener.thenAccept(JdkListener::close));
    }

    private static List<HealthCheck> readyChecks(List<NodeFeature> features) {
        return features.stream().flatMap(f -> f.readyChecks().stream()).toList();
    }

    private static Pipeline pipeline(List<NodeFeature> features) {
        List<Table> tables = new ArrayList<>();
        features.forEach(f -> tables.addAll(f.tables()));
        return Pipeline.assemble(tables);
    }

    private StaleFlows staleFlows(Ground ground, AgentMetrics metrics) {
        Path runDirectory = Path.of(config.network().bridge().runDirectory());
        return new StaleFlows(
                metrics.bridge(),
                () -> SwitchControl.in(runDirectory, Connections.WITHIN),
                ground.database()::ovsVersion,
                ground.datapath(),
                StaleFlows.AFTER_COMMIT);
    }

    private SwitchPlane plane(Ground ground, SessionPort port, Pipeline pipeline, CommitListener commits) {
        return new SwitchPlane(
                loop,
                pipeline,
                new SwitchPlane.Bridge(
                        port,
                        new OvsBridgeRecord(
                                ground.database(), config.network().bridge().name()),
                        ground.datapath(),
                        commits),
                Timing.DEFAULT,
                System::nanoTime,
                InstantSource.system());
    }

    private Reconciler<HostKey, ServiceConnections> connections(Ground ground, SwitchPlane plane) {
        Path runDirectory = Path.of(config.network().bridge().runDirectory());
        return new Connections(ground.datapath(), () -> SwitchControl.in(runDirectory, Connections.WITHIN))
                .reconciler(
                        plane,
                        ground.families(),
                        config.gates().enabled(Gate.CLEANUP_STALE_UDP_SVC_CONNTRACK)
                                ? OfGoneServices.END
                                : OfGoneServices.KEEP);
    }

    private Part openFlow(SwitchPlane plane, PacketInRouter router) {
        Path socket = Path.of(
                config.network().bridge().runDirectory(),
                config.network().bridge().name() + ".mgmt");
        CompletableFuture<OpenFlowConnection> connection = new CompletableFuture<>();
        return new Part(
                "openflow",
                () -> connection.complete(
                        OpenFlowConnection.start(ConnectionSettings.of(socket), plane.listener(router))),
                () -> connection.thenAccept(OpenFlowConnection::close));
    }

    private List<ListWatch<?>> watches(Cluster cluster) {
        List<ListWatch<?>> out = new ArrayList<>();
        out.add(watch(cluster, Resources.NODES, Selection.ALL, KubeSources.NODES));
        out.add(watch(cluster, Resources.SERVICES, Selection.ALL, KubeSources.SERVICES));
        out.add(watch(cluster, Resources.ENDPOINT_SLICES, Selection.ALL, KubeSources.ENDPOINT_SLICES));
        Selection own = Selection.ofField("spec.nodeName=" + cluster.nodeName());
        out.add(watch(cluster, Resources.PODS, own, KubeSources.PODS));
        Selection ca = Selection.ofNamespace(cluster.namespace()).withFieldSelector("metadata.name=antrea-ca");
        out.add(watch(cluster, Resources.CONFIG_MAPS, ca, ControllerAccess.CONTROLLER_CA));
        return out;
    }

    private <T extends KubeObject> ListWatch<T> watch(
            Cluster cluster, ResourceType<T> type, Selection selection, SourceId<ObjectKey, T> source) {
        return new ListWatch<>(
                WatchSource.of(cluster.transport(), type, selection),
                new KubeFeed<>(loop.inlet(source)),
                cluster.timing(Backoff.KUBERNETES));
    }
}
