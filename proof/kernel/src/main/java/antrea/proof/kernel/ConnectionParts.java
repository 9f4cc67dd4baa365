package antrea.proof.kernel;

import antrea.bridge.DatapathProfile;
import antrea.bridge.DatapathStep;
import antrea.bridge.SwitchPlane;
import antrea.feature.NodeIdentity;
import antrea.hostnet.HostKey;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.driver.ConnectionTable;
import antrea.hostnet.driver.ConnectionsDriver;
import antrea.hostnet.driver.KernelConnections;
import antrea.hostnet.driver.SwitchConnections;
import antrea.linux.conntrack.Conntrack;
import antrea.nodenetwork.node.NodeFields;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What ends connections to endpoints that are gone, as the agent makes it.
final class ConnectionParts {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private ConnectionParts() {}

    static Reconciler<HostKey, ServiceConnections> of(
            NodeIdentity node, SwitchPlane plane, DatapathProfile datapath, Path switchDirectory) {
        Supplier<SwitchControl> control = () -> SwitchControl.at(switchDirectory.resolve("vswitchd.ctl"), WITHIN);
        ConnectionTable table =
                switch (datapath.conntrack()) {
                    case KERNEL -> new KernelConnections(Conntrack.open(), NodeFields::ctZone);
                    case SWITCH -> new SwitchConnections(control, "netdev@ovs-netdev", NodeFields::ctZone);
                };
        return new Reconciler<>(
                new Reconciler.Settings("host-connections", GatePolicy.ALL_AT_ONCE, HostPlanes.TIMING),
                new ConnectionsDriver(
                        new ConnectionsDriver.Datapath(table, new DatapathStep(plane, control, WITHIN)::await),
                        NodeNetworkNode.families(node),
                        ConnectionsDriver.OfGoneServices.END),
                System::nanoTime,
                InstantSource.system());
    }
}
