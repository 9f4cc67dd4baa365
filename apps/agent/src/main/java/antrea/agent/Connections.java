package antrea.agent;

import antrea.bridge.DatapathProfile;
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
import antrea.net.IpFamily;
import antrea.nodenetwork.node.NodeFields;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import antrea.reconcile.Timing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

/// What ends connections to endpoints that are gone, for the datapath of a Node.
public record Connections(DatapathProfile datapath, Supplier<SwitchControl> control) {
    /// For an answer of ovs-vswitchd.
    public static final Duration WITHIN = Duration.ofSeconds(10);

    /// Connections are ended when the switch has what was stated beside them.
    public Reconciler<HostKey, ServiceConnections> reconciler(
            SwitchPlane plane, Set<IpFamily> families, OfGoneServices ofGone) {
        ConnectionTable table =
                switch (datapath.conntrack()) {
                    case KERNEL -> new KernelConnections(Conntrack.open(), NodeFields::ctZone);
                    case SWITCH -> new SwitchConnections(control, "netdev@ovs-netdev", NodeFields::ctZone);
                };
        return new Reconciler<>(
                new Reconciler.Settings("host-connections", GatePolicy.ALL_AT_ONCE, Timing.DEFAULT),
                new ConnectionsDriver(
                        new ConnectionsDriver.Datapath(table, new DatapathStep(plane, control, WITHIN)::await),
                        families,
                        ofGone),
                System::nanoTime,
                InstantSource.system());
    }
}
