package antrea.proof.kernel;

import static antrea.proof.kernel.SharedNodes.AWAY;
import static antrea.proof.kernel.SharedNodes.BOTH;
import static antrea.proof.kernel.SharedNodes.NEAR;
import static antrea.proof.kernel.SharedNodes.NOBODY;
import static antrea.proof.kernel.TwoNodes.clusterIp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.command.CommandResult;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pods, Services and policies on the kernel datapath, with a Geneve tunnel between the Nodes.
@Tag("kernel")
@ExtendWith(SharedNodes.class)
final class TwoNodesTest {
    private final TestNode first;
    private final TestNode second;
    private final TestPod web;
    private final TestPod client;
    private final TestPod far;

    TwoNodesTest(TwoNodes nodes) {
        first = nodes.first();
        second = nodes.second();
        web = nodes.web();
        client = nodes.client();
        far = nodes.far();
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

    /// 1500 of the wire, without what a tunnel over IPv6 takes.
    @Test
    void packetsOfTheMtuPassTheTunnelWhole() {
        String before = first.fragments() + second.fragments();
        client.expectWholePackets(web, 1430);
        client.expectWholePackets(far, 1430);
        far.expectWholePackets(client, 1430);
        assertEquals(before, first.fragments() + second.fragments());
    }

    @ParameterizedTest
    @EnumSource
    void serviceIsReachedOnSameAndOtherNode(IpFamily family) {
        client.expectAnswer(clusterIp(NEAR, family), 80, "web");
        client.expectAnswer(clusterIp(AWAY, family), 80, "far");
        far.expectAnswer(clusterIp(NEAR, family), 80, "web");
        client.expectAnswer(clusterIp(BOTH, family), 80, "web", "far");
    }

    /// A checksum of SCTP covers its ports: the kernel has to make it anew when they are translated.
    @ParameterizedTest
    @EnumSource
    void serviceIsReachedOverSctp(IpFamily family) {
        TestPod.expectSctpAnswer(client.name(), web.address(family), TestPod.SCTP, "web");
        TestPod.expectSctpAnswer(client.name(), clusterIp(NEAR, family), 132, "web");
        TestPod.expectSctpAnswer(client.name(), clusterIp(AWAY, family), 132, "far");
        TestPod.expectSctpAnswer(far.name(), clusterIp(NEAR, family), 132, "web");
        TestPod.expectSctpAnswer("node1", clusterIp(AWAY, family), 132, "far");
    }

    @ParameterizedTest
    @EnumSource
    void podReachesItselfThroughItsService(IpFamily family) {
        web.expectAnswer(clusterIp(NEAR, family), 80, "web");
        far.expectAnswer(clusterIp(AWAY, family), 80, "far");
    }

    @ParameterizedTest
    @EnumSource
    void serviceWithoutEndpointRefuses(IpFamily family) {
        Shell.await("refused", () -> {
            CommandResult result = TestPod.get(client.name(), clusterIp(NOBODY, family), 80);
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
        TestPod.expectAnswer("node1", clusterIp(NEAR, family), 80, "web");
        TestPod.expectAnswer("node1", clusterIp(AWAY, family), 80, "far");
        TestPod.expectAnswer("node2", clusterIp(BOTH, family), 80, "web", "far");
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
            Shell.together(
                    () -> client.expectSilence(target, TestPod.WEB),
                    () -> far.expectSilence(target, TestPod.WEB),
                    () -> far.expectSilence(clusterIp(NEAR, family), 80));
            // what the Node itself sends carries the mark of iptables: policies do not apply
            TestPod.expectAnswer("node1", target, TestPod.WEB, "web");
            TestPod.expectSilence("node2", target, TestPod.WEB);
            first.put("policies", KubeObjects.isolation(web, TestPod.WEB, client, far));
            client.expectAnswer(target, TestPod.WEB, "web");
            far.expectAnswer(target, TestPod.WEB, "web");
            far.expectAnswer(clusterIp(NEAR, family), 80, "web");
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
        client.expectAnswer(clusterIp(NEAR, family), 80, "web");
        String connections = first.connections(family);
        String ip = clusterIp(NEAR, family).toString();
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
        client.expectAnswer(clusterIp(BOTH, IpFamily.V4), 80, "web", "far");
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
