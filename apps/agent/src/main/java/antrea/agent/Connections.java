package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.bridge.DatapathStep;
import antrea.bridge.SwitchPlane;
import antrea.hostnet.HostKey;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.driver.ConnectionTable;
import antrea.hostnet.driver.ConnectionsDriver;
import antrea.hostnet.driver.ConnectionsDriver.OfGoneServices;
import antrea.hostnet.driver.KernelConnections;
import antrea.hostnet.driver.SwitchConnections;
import antrea.linux.conntrack.Conntrack;
import antrea.nodenetwork.node.NodeFields;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import antrea.reconcile.Timing;
import antrea.runtime.gate.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What ends connections to endpoints that are gone, for the datapath of this Node.
final class Connections {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private Connections() {}

    static Reconciler<HostKey, ServiceConnections> of(AgentConfig config, Ground ground, SwitchPlane plane) {
        Path runDirectory = Path.of(config.network().bridge().runDirectory());
        Supplier<SwitchControl> control = () -> SwitchControl.in(runDirectory, WITHIN);
        ConnectionTable table =
                switch (ground.datapath().conntrack()) {
                    case KERNEL -> new KernelConnections(Conntrack.open(), NodeFields::ctZone);
                    case SWITCH -> new SwitchConnections(control, "netdev@ovs-netdev", NodeFields::ctZone);
                };
        OfGoneServices ofGone =
                config.gates().enabled(Gate.CLEANUP_STALE_UDP_SVC_CONNTRACK) ? OfGoneServices.END : OfGoneServices.KEEP;
        return new Reconciler<>(
                new Reconciler.Settings("host-connections", GatePolicy.ALL_AT_ONCE, Timing.DEFAULT),
                new ConnectionsDriver(
                        new ConnectionsDriver.Datapath(table, new DatapathStep(plane, control, WITHIN)::await),
                        NodeNetworkNode.families(ground.node().node()),
                        ofGone),
                System::nanoTime,
                InstantSource.system());
    }
}
