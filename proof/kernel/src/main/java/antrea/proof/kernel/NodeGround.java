package antrea.proof.kernel;

import antrea.bridge.DatapathProfile;
import antrea.feature.TrafficMode;
import antrea.kube.object.Node;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.nodenetwork.node.NodeBringUp;
import antrea.ovsdb.vswitch.OvsDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/// What the features stand on, in this process's network namespace.
record NodeGround(
        OvsDatabase database,
        NamespaceThread namespaces,
        Rtnetlink host,
        DatapathProfile datapath,
        NodeBringUp.Result node) {
    private static final Duration WITHIN = Duration.ofSeconds(30);

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
}
