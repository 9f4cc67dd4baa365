package antrea.proof.kernel;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.runtime.json.Json;
import java.util.List;

/// Two Nodes and a wire between them: two Pods on the first, one on the second.
final class TwoNodes implements AutoCloseable {
    private final TestNode first;
    private final TestNode second;
    private final TestPod web;
    private final TestPod client;
    private final TestPod far;

    /// What is between the Nodes.
    enum Wire {
        ONE_SUBNET,
        /// A router, which knows nothing of Pods.
        TWO_SUBNETS
    }

    /// `number` is that of the first Node, odd; `prefix` begins the names of the Pods.
    TwoNodes(int number, String prefix, NodeTraffic traffic, Wire wire) {
        first = TestNode.start(number, traffic);
        second = TestNode.start(number + 1, traffic);
        switch (wire) {
            case ONE_SUBNET -> connect();
            case TWO_SUBNETS -> route();
        }
        for (TestNode node : List.of(first, second)) {
            TestNode other = node == first ? second : first;
            node.introduce(KubeObjects.node(node), KubeObjects.node(other));
        }
        first.sync();
        second.sync();
        web = first.addPod(prefix + "web");
        client = first.addPod(prefix + "client");
        far = second.addPod(prefix + "far");
        for (TestPod pod : List.of(web, client, far)) {
            both("addressgroups", KubeObjects.addresses(pod));
            pod.node().put("appliedtogroups", KubeObjects.appliedTo(pod));
        }
    }

    private void connect() {
        Shell.run("ip link add eth0 netns " + first.name() + " type veth peer name eth0 netns " + second.name());
        for (TestNode node : List.of(first, second)) {
            up(node.name(), "eth0", node.address(IpFamily.V4) + "/24", node.address(IpFamily.V6) + "/64");
        }
    }

    /// Each Node has a subnet of two addresses; the other one is the router's.
    private void route() {
        Shell.run("ip netns add router");
        Shell.in("router", "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
        for (TestNode node : List.of(first, second)) {
            String end = "to-" + node.name();
            Shell.run("ip link add eth0 netns " + node.name() + " type veth peer name " + end + " netns router");
            up(node.name(), "eth0", node.address(IpFamily.V4) + "/31", node.address(IpFamily.V6) + "/127");
            up("router", end, node.neighbour(IpFamily.V4) + "/31", node.neighbour(IpFamily.V6) + "/127");
            for (IpFamily family : IpFamily.values()) {
                Shell.in(node.name(), "ip route add default via " + node.neighbour(family));
            }
        }
    }

    private static void up(String namespace, String device, String v4, String v6) {
        Shell.in(namespace, "ip link set " + device + " up");
        Shell.in(namespace, "ip address add " + v4 + " dev " + device);
        Shell.in(namespace, "ip address add " + v6 + " dev " + device + " nodad");
    }

    TestNode first() {
        return first;
    }

    TestNode second() {
        return second;
    }

    /// A Pod of the first Node.
    TestPod web() {
        return web;
    }

    /// The other Pod of the first Node.
    TestPod client() {
        return client;
    }

    /// The Pod of the second Node.
    TestPod far() {
        return far;
    }

    void both(String source, Json.Obj object) {
        first.put(source, object);
        second.put(source, object);
    }

    void delete(String source, Json.Obj object) {
        first.delete(source, object);
        second.delete(source, object);
    }

    void service(String name, int number, TestPod... endpoints) {
        both("services", serviceOf(name, number));
        endpoints(name, endpoints);
    }

    static Json.Obj serviceOf(String name, int number) {
        return KubeObjects.service(name, List.of(clusterIp(number, IpFamily.V4), clusterIp(number, IpFamily.V6)));
    }

    void endpoints(String service, TestPod... endpoints) {
        for (IpFamily family : IpFamily.values()) {
            both("endpointslices", KubeObjects.slice(service, family, endpoints));
        }
    }

    static IpAddress clusterIp(int number, IpFamily family) {
        return IpAddress.parse(
                switch (family) {
                    case V4 -> "10.96.0." + number;
                    case V6 -> "fd00:96::" + number;
                });
    }

    @Override
    public void close() {
        first.close();
        second.close();
        if (Shell.run("ip netns list").lines().anyMatch(line -> line.startsWith("router"))) {
            Shell.run("ip netns delete router");
        }
    }
}
