package antrea.bridge;

import antrea.graph.Calculation;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.SwitchListener;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Owner;
import antrea.reconcile.Plane;
import antrea.reconcile.PlaneHealth;
import antrea.reconcile.Realization;
import antrea.reconcile.Reconciler;
import antrea.reconcile.Timing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// One bridge, from what features state to what the switch holds. Put together in this order: `new SwitchPlane`,
/// wire the features, [#start], then connect with [#listener].
public final class SwitchPlane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("antrea.bridge");
    private static final Owner MISS_ROWS = new Owner("pipeline", "miss rows");

    /// The switch as it is reached: the session, what the database says, what datapath it has, who counts.
    public record Bridge(
            SessionPort port, BridgeRecord bridgeRecord, DatapathProfile datapath, CommitListener listener) {}

    private final Bridge bridge;
    private final Pipeline pipeline;
    private final SwitchDriver driver;
    private final Reconciler<SwitchKey, SwitchItem> reconciler;
    private final Plane<SwitchKey, SwitchItem> plane;
    private final DesiredSet<Flow> flows;
    private final DesiredSet<Group> groups;
    private final DesiredSet<Meter> meters;

    /// States the miss rows of all tables. `nanoTime` is monotonic.
    public SwitchPlane(
            Calculation calculation,
            Pipeline pipeline,
            Bridge bridge,
            Timing timing,
            LongSupplier nanoTime,
            InstantSource wallClock) {
        this.bridge = bridge;
        this.pipeline = pipeline;
        this.driver = new SwitchDriver(
                bridge.port, bridge.bridgeRecord, tableNames(pipeline), bridge.datapath, bridge.listener, nanoTime);
        this.reconciler = new Reconciler<>(
                new Reconciler.Settings("switch", GatePolicy.ALL_AT_ONCE, timing), driver, nanoTime, wallClock);
        this.plane = new Plane<>("switch", calculation, reconciler, SwitchItem::key, ConflictListener.logging());
        this.flows = plane.kind("flow", flow -> SwitchItem.of(pipeline.render(flow)));
        this.groups = plane.kind("group", group -> SwitchItem.of(pipeline.render(group)));
        this.meters = plane.kind("meter", SwitchItem::of);
        flows.state(MISS_ROWS, pipeline.missFlows());
    }

    private static Map<Integer, String> tableNames(Pipeline pipeline) {
        Map<Integer, String> names = new HashMap<>();
        for (Table table : pipeline.tables()) {
            names.put(pipeline.idOf(table), table.name());
        }
        return names;
    }

    public DesiredSet<Flow> flows() {
        return flows;
    }

    public DesiredSet<Group> groups() {
        return groups;
    }

    public DesiredSet<Meter> meters() {
        return meters;
    }

    /// When the switch has what an owner stated.
    public Realization realization() {
        return plane;
    }

    /// Any thread: how many flows each table holds, in the order of their numbers.
    public List<TableFlows> flowCounts() {
        List<TableFlows> out = new ArrayList<>();
        for (Table table : pipeline.tables()) {
            int id = pipeline.idOf(table);
            out.add(new TableFlows(id, table.name(), driver.flowCount(id)));
        }
        return out;
    }

    /// Any thread: whether an OpenFlow session with the switch stands.
    public boolean isConnected() {
        return bridge.port.isConnected();
    }

    /// Any thread: completes when the switch has everything that was handed over up to now, refused things aside.
    public java.util.concurrent.CompletionStage<?> whenInStep() {
        return reconciler.whenInPlace(java.util.Set.of());
    }

    public PlaneHealth health() {
        return reconciler.health();
    }

    /// Any thread: compare with the switch now.
    public void resync() {
        reconciler.resync();
    }

    /// Starts the thread that works on the switch.
    public void start() {
        reconciler.start();
    }

    /// Ends it; the switch keeps what it has and goes on forwarding.
    @Override
    public void close() {
        reconciler.close();
    }

    /// To be given to the connection: each new session is replayed, packets go to the router.
    public SwitchListener listener(PacketInRouter router) {
        return new SwitchListener() {
            @Override
            public void onConnected(OpenFlowSession session) {
                bridge.port.use(session);
                reconciler.resync();
            }

            @Override
            public void onDisconnected(String reason) {
                bridge.port.unuse();
            }

            @Override
            public void onPacketIn(PacketIn packet) {
                router.observe(packet);
            }

            @Override
            public void onError(ErrorMessage error) {
                LOG.log(System.Logger.Level.WARNING, "The switch refused a message nobody waits for: error=" + error);
            }
        };
    }
}
