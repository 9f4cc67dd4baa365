package antrea.proof.kernel;

import antrea.agent.Connections;
import antrea.bridge.DatapathProfile;
import antrea.bridge.SwitchPlane;
import antrea.graph.Calculation;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.Ownership;
import antrea.hostnet.driver.ConnectionsDriver;
import antrea.hostnet.driver.LinuxHost;
import antrea.kube.object.Node;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.IpFamily;
import antrea.nodenetwork.node.NodeBringUp;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.ovsdb.vswitch.SwitchControl;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What the features stand on, in this process's network namespace.
record NodeGround(
        OvsDatabase database,
        NamespaceThread namespaces,
        Rtnetlink host,
        DatapathProfile datapath,
        NodeTraffic traffic,
        NodeBringUp.Result node) {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    static NodeGround prepare(Node self, NodeWiring.Places places, DatapathProfile datapath, NodeTraffic traffic) {
        NamespaceThread namespaces = NamespaceThread.start();
        Rtnetlink host = Rtnetlink.open();
        OvsDatabase database = OvsDatabase.open(places.database(), WITHIN);
        NodeBringUp.Wanted wanted = new NodeBringUp.Wanted(
                NodeWiring.BRIDGE,
                datapath.datapathType(),
                "antrea-gw0",
                traffic.mode(),
                new NodeBringUp.Tunnel(traffic.tunnel(), 0, false),
                new NodeBringUp.Transport("", List.of()),
                0);
        NodeBringUp.Result node = new NodeBringUp(database, host, wanted).apply(self, new SecureRandom());
        return new NodeGround(database, namespaces, host, datapath, traffic, node);
    }

    HostPlanes hostPlanes(Calculation calculation, SwitchPlane plane, Path control) {
        Set<IpFamily> families = NodeNetworkNode.families(node.node());
        return LinuxHost.planes(
                calculation,
                Ownership.ofAgent(node.node().gateway().interfaceName()),
                families,
                new Connections(datapath, () -> SwitchControl.at(control, Connections.WITHIN))
                        .reconciler(plane, families, ConnectionsDriver.OfGoneServices.END));
    }
}
