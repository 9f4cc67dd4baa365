package antrea.proof.kernel;

import static antrea.proof.kernel.KubeObjects.block;
import static antrea.proof.kernel.KubeObjects.in;
import static antrea.proof.kernel.KubeObjects.logged;
import static antrea.proof.kernel.KubeObjects.members;
import static antrea.proof.kernel.KubeObjects.out;
import static antrea.proof.kernel.SharedNodes.AWAY;
import static antrea.proof.kernel.SharedNodes.NEAR;
import static antrea.proof.kernel.TwoNodes.clusterIp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Cidr;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.Service;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What policies can say of traffic and peers, on the kernel datapath. What is silent is asked first: it is so only
/// when the switch has the policy.
@Tag("kernel")
@ExtendWith(SharedNodes.class)
final class PoliciesTest {
    private static final Service WEB = Service.of(Protocol.TCP, TestPod.WEB);
    private static final Service UDP = Service.of(Protocol.UDP, TestPod.UDP);
    private static final Service SCTP = Service.of(Protocol.SCTP, TestPod.SCTP);

    private final TestNode node;
    private final TestPod web;
    private final TestPod client;
    private final TestPod far;

    PoliciesTest(TwoNodes nodes) {
        node = nodes.first();
        web = nodes.web();
        client = nodes.client();
        far = nodes.far();
    }

    /// Checks while the policy holds; afterwards everything is open again.
    private void under(TestPod pod, Runnable checks, NetworkPolicyRule... rules) {
        node.put("policies", KubeObjects.policy(pod, rules));
        try {
            checks.run();
        } finally {
            node.delete("policies", KubeObjects.policy(pod));
        }
        for (IpFamily family : IpFamily.values()) {
            client.expectAnswer(web.address(family), TestPod.OTHER, "web");
            client.expectAnswer(far.address(family), TestPod.OTHER, "far");
        }
    }

    @ParameterizedTest
    @EnumSource
    void udpIsLetInByPeerAndPort(IpFamily family) {
        Runnable checks = () -> {
            Shell.together(
                    () -> far.expectUdpSilence(web.address(family), TestPod.UDP),
                    () -> far.expectUdpSilence(clusterIp(NEAR, family), 53),
                    () -> client.expectSilence(web.address(family), TestPod.WEB));
            client.expectUdpAnswer(web.address(family), TestPod.UDP, "web");
            client.expectUdpAnswer(clusterIp(NEAR, family), 53, "web");
        };
        under(web, checks, in(members(client), UDP));
    }

    @ParameterizedTest
    @EnumSource
    void sctpIsLetInByPeerAndPort(IpFamily family) {
        Runnable checks = () -> {
            Shell.together(
                    () -> far.expectSctpSilence(web.address(family), TestPod.SCTP),
                    () -> far.expectSctpSilence(clusterIp(NEAR, family), 132),
                    () -> client.expectSilence(web.address(family), TestPod.WEB));
            TestPod.expectSctpAnswer(client.name(), web.address(family), TestPod.SCTP, "web");
            TestPod.expectSctpAnswer(client.name(), clusterIp(NEAR, family), 132, "web");
        };
        under(web, checks, in(members(client), SCTP));
    }

    @ParameterizedTest
    @EnumSource
    void trafficGoesOutByPeerAndPort(IpFamily family) {
        Runnable checks = () -> {
            Shell.together(
                    () -> client.expectSilence(far.address(family), TestPod.WEB),
                    () -> client.expectSilence(clusterIp(AWAY, family), 80),
                    () -> client.expectSilence(web.address(family), TestPod.OTHER),
                    () -> client.expectUdpSilence(web.address(family), TestPod.UDP));
            client.expectAnswer(web.address(family), TestPod.WEB, "web");
            client.expectAnswer(clusterIp(NEAR, family), 80, "web");
            client.expectUdpAnswer(clusterIp(AWAY, family), 53, "far");
            // it isolates in one direction only
            far.expectAnswer(client.address(family), TestPod.WEB, "client");
        };
        under(client, checks, out(members(web), WEB), out(members(far), UDP));
    }

    @ParameterizedTest
    @EnumSource
    void blockLetsInAllButTheExcepted(IpFamily family) {
        Cidr all = Cidr.parse(family == IpFamily.V4 ? "10.10.0.0/16" : "fd10:10::/32");
        Runnable oneExcepted = () -> {
            client.expectSilence(web.address(family), TestPod.WEB);
            far.expectAnswer(web.address(family), TestPod.WEB, "web");
        };
        under(web, oneExcepted, in(block(all, Cidr.parse(client.address(family) + suffix(family))), WEB));
        Runnable nodeExcepted = () -> {
            far.expectSilence(web.address(family), TestPod.WEB);
            client.expectAnswer(web.address(family), TestPod.WEB, "web");
        };
        under(web, nodeExcepted, in(block(all, far.node().podCidr(family)), WEB));
    }

    @ParameterizedTest
    @EnumSource
    void blockLetsOutAllButTheExcepted(IpFamily family) {
        Cidr all = Cidr.parse(family == IpFamily.V4 ? "0.0.0.0/0" : "::/0");
        Runnable checks = () -> {
            Shell.together(
                    () -> client.expectSilence(web.address(family), TestPod.WEB),
                    () -> client.expectSilence(clusterIp(NEAR, family), 80));
            client.expectAnswer(far.address(family), TestPod.WEB, "far");
            client.expectAnswer(clusterIp(AWAY, family), 80, "far");
            client.ping(far.node().address(family));
        };
        under(client, checks, out(block(all, Cidr.parse(web.address(family) + suffix(family)))));
    }

    private static String suffix(IpFamily family) {
        return family == IpFamily.V4 ? "/32" : "/128";
    }

    @ParameterizedTest
    @EnumSource
    void rangeOfPortsEndsAtItsLast(IpFamily family) {
        Runnable last = () -> {
            client.expectSilence(web.address(family), TestPod.OTHER);
            client.expectAnswer(web.address(family), TestPod.WEB, "web");
        };
        under(web, last, in(members(client), range(1024, TestPod.WEB)));
        Runnable first = () -> {
            client.expectSilence(web.address(family), TestPod.WEB);
            client.expectAnswer(web.address(family), TestPod.OTHER, "web");
        };
        under(web, first, in(members(client), range(TestPod.WEB + 1, 65535)));
    }

    private static Service range(int from, int to) {
        return Service.of(Protocol.TCP).withPort(new Service.Port.Number(from), OptionalInt.of(to));
    }

    @ParameterizedTest
    @EnumSource
    void namedPortIsThatOfTheServer(IpFamily family) {
        Service named = Service.of(Protocol.TCP, "web");
        Runnable in = () -> {
            client.expectSilence(web.address(family), TestPod.OTHER);
            client.expectAnswer(web.address(family), TestPod.WEB, "web");
        };
        under(web, in, in(members(client), named));
        Runnable out = () -> {
            Shell.together(
                    () -> client.expectSilence(far.address(family), TestPod.OTHER),
                    () -> client.expectSilence(web.address(family), TestPod.WEB));
            client.expectAnswer(far.address(family), TestPod.WEB, "far");
        };
        under(client, out, out(members(far), named));
    }

    /// The packets go up through the meter of the switch, as the agent's default configuration has it.
    @ParameterizedTest
    @EnumSource
    void whatALoggedPolicyAllowsAndDropsIsInTheAuditLog(IpFamily family) {
        long before = metered();
        String ends = " " + client.address(family) + " \\d+ " + web.address(family) + " ";
        String allowed = ".* IngressRule K8sNetworkPolicy:default/isolates-web <nil> Ingress Allow \\d+ default/web"
                + ends + TestPod.WEB + " TCP \\d+ <nil>";
        String dropped = ".* IngressDefaultRule K8sNetworkPolicy <nil> Ingress Drop <nil> default/web" + ends
                + TestPod.OTHER + " TCP \\d+ <nil>.*";
        Runnable checks = () -> {
            client.expectSilence(web.address(family), TestPod.OTHER);
            client.expectAnswer(web.address(family), TestPod.WEB, "web");
            for (String line : List.of(allowed, dropped)) {
                Shell.await(
                        () -> line + " is not among\n" + String.join("\n", node.audited()),
                        () -> node.audited().stream().anyMatch(l -> l.matches(line)));
            }
        };
        under(web, checks, logged(in(members(client), WEB)));
        assertTrue(metered() >= before + 2, "both packets went through the meter: " + before + " then " + metered());
    }

    /// How many packets came to the meter, which has to be there with the rate of the agent's default configuration.
    private long metered() {
        String bridge = node.ovs().mgmtSocket(NodeWiring.BRIDGE).toString();
        String meters = node.ovs().ofctl("dump-meters", bridge).replaceAll("\\s+", " ");
        assertTrue(meters.contains("meter=256 pktps burst stats bands= type=drop rate=500 burst_size=1000"), meters);
        Matcher count =
                Pattern.compile("packet_in_count:(\\d+)").matcher(node.ovs().ofctl("meter-stats", bridge));
        assertTrue(count.find(), "the meter has counters");
        return Long.parseLong(count.group(1));
    }

    /// As in the original: rules are asked when a connection begins.
    @ParameterizedTest
    @EnumSource
    void connectionThatWasAllowedOutlivesAChange(IpFamily family) {
        try (Talk near = Talk.tcp("client", web.address(family), TestPod.ECHO);
                Talk across = Talk.tcp("far", web.address(family), TestPod.ECHO)) {
            assertEquals("before", near.ask("before"));
            assertEquals("before", across.ask("before"));
            Runnable checks = () -> {
                Shell.together(
                        () -> client.expectSilence(web.address(family), TestPod.ECHO),
                        () -> far.expectSilence(web.address(family), TestPod.ECHO));
                assertEquals("under it", near.ask("under it"));
                assertEquals("under it", across.ask("under it"));
            };
            under(web, checks, NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.IN));
            assertEquals("afterwards", near.ask("afterwards"));
            assertEquals("afterwards", across.ask("afterwards"));
        }
    }
}
