package antrea.proof.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.command.CommandResult;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two Nodes on the kernel datapath with a tunnel between them: two Pods on the first, one on the second.
@Tag("kernel")
@TestInstance(Lifecycle.PER_CLASS)
final class TwoNodesTest {
    private TestNode first;
    private TestNode second;
    private TestPod web;
    private TestPod client;
    private TestPod far;

    @SuppressWarnings("NullAway.Init") // JUnit fills the fields before any test.
    TwoNodesTest() {}

    @BeforeAll
    void connect() {
        first = TestNode.start(1);
        second = TestNode.start(2);
        Shell.run("ip link add eth0 netns node1 type veth peer name eth0 netns node2");
        for (TestNode node : List.of(first, second)) {
            Shell.in(node.name(), "ip link set eth0 up");
            Shell.in(node.name(), "ip address add " + node.address(IpFamily.V4) + "/24 dev eth0");
            Shell.in(node.name(), "ip address add " + node.address(IpFamily.V6) + "/64 dev eth0 nodad");
        }
        for (TestNode node : List.of(first, second)) {
            TestNode other = node == first ? second : first;
            node.introduce(KubeObjects.node(node), KubeObjects.node(other));
        }
        first.sync();
        second.sync();
        web = first.addPod("web");
        client = first.addPod("client");
        far = second.addPod("far");
        // one Service of a Pod of each Node, and one of both
        service("near", 1, web);
        service("away", 2, far);
        service("both", 3, web, far);
        service("nobody", 4);
        for (TestPod pod : List.of(web, client, far)) {
            both("addressgroups", KubeObjects.addresses(pod));
        }
        first.put("appliedtogroups", KubeObjects.appliedTo(web));
    }

    @AfterAll
    void end() {
        first.close();
        second.close();
    }

    private void both(String source, antrea.runtime.json.Json.Obj object) {
        first.put(source, object);
        second.put(source, object);
    }

    private void service(String name, int number, TestPod... endpoints) {
        both(
                "services",
                KubeObjects.service(name, List.of(clusterIp(number, IpFamily.V4), clusterIp(number, IpFamily.V6))));
        for (IpFamily family : IpFamily.values()) {
            both("endpointslices", KubeObjects.slice(name, family, endpoints));
        }
    }

    private static IpAddress clusterIp(int number, IpFamily family) {
        return IpAddress.parse(
                switch (family) {
                    case V4 -> "10.96.0." + number;
                    case V6 -> "fd00:96::" + number;
                });
    }

    @ParameterizedTest
    @EnumSource
    void podsOfOneNodeReachEachOther(IpFamily family) {
        client.ping(web.address(family));
        client.expectAnswer(web.address(family), TestPod.WEB, "web");
    }

    @ParameterizedTest
    @EnumSource
    void podOnOtherNodeIsReachedThroughTunnel(IpFamily family) {
        client.ping(far.address(family));
        client.expectAnswer(far.address(family), TestPod.WEB, "far");
        far.expectAnswer(web.address(family), TestPod.WEB, "web");
        assertTrue(first.ovs().appctl("dpctl/show").contains("genev_sys_6081"));
    }

    @ParameterizedTest
    @EnumSource
    void serviceIsReachedOnSameAndOtherNode(IpFamily family) {
        client.expectAnswer(clusterIp(1, family), 80, "web");
        client.expectAnswer(clusterIp(2, family), 80, "far");
        far.expectAnswer(clusterIp(1, family), 80, "web");
        client.expectAnswer(clusterIp(3, family), 80, "web", "far");
    }

    /// A checksum of SCTP covers its ports: the kernel has to make it anew when they are translated.
    @ParameterizedTest
    @EnumSource
    void serviceIsReachedOverSctp(IpFamily family) {
        TestPod.expectSctpAnswer(client.name(), web.address(family), TestPod.SCTP, "web");
        TestPod.expectSctpAnswer(client.name(), clusterIp(1, family), 132, "web");
        TestPod.expectSctpAnswer(client.name(), clusterIp(2, family), 132, "far");
        TestPod.expectSctpAnswer(far.name(), clusterIp(1, family), 132, "web");
        TestPod.expectSctpAnswer("node1", clusterIp(2, family), 132, "far");
    }

    @ParameterizedTest
    @EnumSource
    void podReachesItselfThroughItsService(IpFamily family) {
        web.expectAnswer(clusterIp(1, family), 80, "web");
        far.expectAnswer(clusterIp(2, family), 80, "far");
    }

    @ParameterizedTest
    @EnumSource
    void serviceWithoutEndpointRefuses(IpFamily family) {
        Shell.await("refused", () -> {
            CommandResult result = TestPod.get(client.name(), clusterIp(4, family), 80);
            return result.errors().contains("refused");
        });
    }

    @ParameterizedTest
    @EnumSource
    void hostReachesItsPodsAndThoseOfOtherNodes(IpFamily family) {
        TestPod.expectAnswer("node1", web.address(family), TestPod.WEB, "web");
        TestPod.expectAnswer("node1", far.address(family), TestPod.WEB, "far");
    }

    @ParameterizedTest
    @EnumSource
    void hostReachesServicesWithoutKubeProxy(IpFamily family) {
        TestPod.expectAnswer("node1", clusterIp(1, family), 80, "web");
        TestPod.expectAnswer("node1", clusterIp(2, family), 80, "far");
        TestPod.expectAnswer("node2", clusterIp(3, family), 80, "web", "far");
    }

    @ParameterizedTest
    @EnumSource
    void podReachesAnAddressOutsideOfThePodNetwork(IpFamily family) {
        client.ping(first.address(family));
        client.ping(second.address(family));
    }

    @ParameterizedTest
    @EnumSource
    void policyIsolatesAPodAndLetsAPortThrough(IpFamily family) {
        IpAddress target = web.address(family);
        first.put("policies", KubeObjects.isolation(web, TestPod.WEB));
        try {
            client.expectSilence(target, TestPod.WEB);
            far.expectSilence(target, TestPod.WEB);
            far.expectSilence(clusterIp(1, family), 80);
            // what the Node itself sends carries the mark of iptables: policies do not apply
            TestPod.expectAnswer("node1", target, TestPod.WEB, "web");
            TestPod.expectSilence("node2", target, TestPod.WEB);
            first.put("policies", KubeObjects.isolation(web, TestPod.WEB, client, far));
            client.expectAnswer(target, TestPod.WEB, "web");
            far.expectAnswer(target, TestPod.WEB, "web");
            far.expectAnswer(clusterIp(1, family), 80, "web");
            client.expectSilence(target, TestPod.OTHER);
        } finally {
            first.delete("policies", KubeObjects.isolation(web, TestPod.WEB));
        }
        client.expectAnswer(target, TestPod.OTHER, "web");
        TestPod.expectAnswer("node2", target, TestPod.WEB, "web");
    }

    @ParameterizedTest
    @EnumSource
    void connectionsOfServicesAreTranslatedInTheZoneOfTheirFamily(IpFamily family) {
        client.expectAnswer(clusterIp(1, family), 80, "web");
        int zone = family == IpFamily.V4 ? 65520 : 65510;
        String connections =
                Shell.in("node1", "conntrack -L -f " + (family == IpFamily.V4 ? "ipv4" : "ipv6") + " --zone " + zone);
        String ip = clusterIp(1, family).toString();
        assertTrue(
                connections
                        .lines()
                        .anyMatch(c -> c.contains("dst=" + ip + " ") && c.contains("src=" + web.address(family) + " ")),
                connections);
    }

    @Test
    void restartedAgentLeavesFlowsAndTrafficAlone() throws IOException, InterruptedException {
        List<String> before = flows();
        Process ping = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        "client",
                        "ping",
                        "-i",
                        "0.1",
                        "-W",
                        "1",
                        far.address(IpFamily.V4).toString())
                .redirectErrorStream(true)
                .start();
        first.killAgent();
        client.expectAnswer(far.address(IpFamily.V6), TestPod.WEB, "far");
        first.restartAgent();
        client.expectAnswer(clusterIp(3, IpFamily.V4), 80, "web", "far");
        Shell.await(() -> "flows are not what they were: " + difference(before, flows()), () -> flows().equals(before));
        // SIGINT makes it print its sum
        Shell.run("kill -INT " + ping.pid());
        String output = new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ping.waitFor();
        assertTrue(output.contains(" 0% packet loss"), output);
        assertFalse(output.contains("Unreachable"), output);
        TestPod late = first.addPod("late");
        late.expectAnswer(web.address(IpFamily.V4), TestPod.WEB, "web");
        first.removePod(late);
        Shell.await("flows of the removed Pod are gone", () -> before.equals(flows()));
    }

    /// Without counters and in the order of their text. Numbers of groups are given anew in each life of an agent.
    private List<String> flows() {
        String bridge = first.ovs().mgmtSocket(NodeWiring.BRIDGE).toString();
        return first.ovs()
                .ofctl("dump-flows", "--no-stats", bridge)
                .lines()
                .map(f -> f.replaceFirst("set_field:0x[0-9a-f]+->reg7,group:[0-9]+", "group"))
                .sorted()
                .toList();
    }

    private static String difference(List<String> before, List<String> after) {
        List<String> gone = before.stream().filter(f -> !after.contains(f)).toList();
        List<String> added = after.stream().filter(f -> !before.contains(f)).toList();
        return "gone " + String.join("\n", gone) + "\nadded " + String.join("\n", added);
    }

    @Test
    void kernelGivesTheSwitchEveryPacketItAsksAbout() {
        client.expectAnswer(web.address(IpFamily.V4), TestPod.WEB, "web");
        for (TestNode node : List.of(first, second)) {
            String shown = node.ovs().appctl("dpctl/show");
            assertTrue(shown.startsWith("system@ovs-system"), shown);
            assertTrue(shown.contains(" lost:0"), shown);
        }
    }
}
