package antrea.proof.kernel;

import antrea.agent.Readiness;
import antrea.agent.SwitchAndHost;
import antrea.agent.config.NetworkConfig;
import antrea.bridge.CommitListener;
import antrea.bridge.DatapathProfile;
import antrea.bridge.OvsBridgeRecord;
import antrea.bridge.PacketInRouter;
import antrea.bridge.SessionPort;
import antrea.bridge.SwitchPlane;
import antrea.feature.NodeFeature;
import antrea.feature.PacketInHandler;
import antrea.graph.CalculationLoop;
import antrea.kube.object.Node;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowConnection;
import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import antrea.reconcile.Timing;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The features of the agent between a calculation and the planes, as the agent itself connects them, without what
/// needs an API server.
final class NodeWiring {
    static final String BRIDGE = "br-int";
    private static final Logger LOG = System.getLogger(NodeWiring.class.getName());

    private final CalculationLoop loop = new CalculationLoop(
            System::nanoTime,
            (where, fault) -> LOG.log(Logger.Level.ERROR, "fault in the calculation: " + where, fault));
    private final CompletableFuture<Void> networkReady = new CompletableFuture<>();
    private final PacketInRouter router =
            new PacketInRouter(PacketInRouter.Limit.of(NetworkConfig.DEFAULT_PACKET_IN_RATE), System::nanoTime);
    private final List<NodeFeature> features;
    private final SwitchAndHost planes;
    private final NodeAudit audit;
    private final Path openFlow;

    /// Where the sockets are.
    record Places(Path switchDirectory, Path ownDirectory) {
        Path database() {
            return switchDirectory.resolve("db.sock");
        }

        Path openFlow() {
            return switchDirectory.resolve(BRIDGE + ".mgmt");
        }

        Path cniSocket() {
            return ownDirectory.resolve("cni.sock");
        }

        Path addresses() {
            return ownDirectory.resolve("addresses");
        }
    }

    private NodeWiring(NodeGround ground, Places places, DatapathProfile datapath) {
        SessionPort port = new SessionPort();
        openFlow = places.openFlow();
        audit = NodeAudit.in(places.ownDirectory());
        features = NodeFeatures.of(ground, port, places, networkReady, audit.telling());
        List<Table> tables = new ArrayList<>();
        features.forEach(f -> tables.addAll(f.tables()));
        Pipeline pipeline = Pipeline.assemble(tables);
        audit.pipeline().complete(pipeline);
        SwitchPlane plane = new SwitchPlane(
                loop,
                pipeline,
                new SwitchPlane.Bridge(
                        port, new OvsBridgeRecord(ground.database(), BRIDGE), datapath, CommitListener.NONE),
                Timing.DEFAULT,
                System::nanoTime,
                InstantSource.system());
        planes = new SwitchAndHost(
                plane, ground.hostPlanes(loop, plane, places.switchDirectory().resolve("vswitchd.ctl")));
    }

    /// Makes bridge, gateway and tunnel port, and connects everything; nothing runs yet.
    static NodeWiring prepare(Node self, Places places, DatapathProfile datapath, NodeTraffic traffic) {
        NodeGround ground = NodeGround.prepare(self, places, datapath, traffic);
        NodeWiring out = new NodeWiring(ground, places, datapath);
        for (NodeFeature feature : out.features) {
            feature.wire(out.loop, out.planes);
            for (PacketInHandler handler : feature.packetInHandlers()) {
                out.router.register(handler.reason().number(), feature.id().gate(), handler::observe);
            }
        }
        return out;
    }

    CalculationLoop calculation() {
        return loop;
    }

    CompletableFuture<Void> networkReady() {
        return networkReady;
    }

    void start() {
        loop.onSynced(() -> Readiness.completeWhenRealized(planes, networkReady, Readiness.LATER));
        Thread.ofPlatform().daemon().name("calculation").start(loop::run);
        planes.plane().start();
        planes.host().start();
        router.start();
        audit.log().start();
        OpenFlowConnection.start(ConnectionSettings.of(openFlow), planes.plane().listener(router));
        features.forEach(NodeFeature::start);
    }
}
