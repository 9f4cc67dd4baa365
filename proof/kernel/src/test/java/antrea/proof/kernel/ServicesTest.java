package antrea.proof.kernel;

import static antrea.proof.kernel.SharedNodes.AWAY;
import static antrea.proof.kernel.SharedNodes.BOTH;
import static antrea.proof.kernel.SharedNodes.FREE;
import static antrea.proof.kernel.SharedNodes.NEAR;
import static antrea.proof.kernel.SharedNodes.NOBODY;
import static antrea.proof.kernel.TwoNodes.clusterIp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Services over UDP, and what they remember of their clients, on the kernel datapath.
@Tag("kernel")
@ExtendWith(SharedNodes.class)
final class ServicesTest {
    private static final int STICKY = FREE;
    private static final int MOVING = FREE + 1;
    private static final int BRIEF = FREE + 2;

    private final TwoNodes nodes;

    ServicesTest(TwoNodes nodes) {
        this.nodes = nodes;
    }

    @ParameterizedTest
    @EnumSource
    void serviceIsReachedOverUdp(IpFamily family) {
        nodes.client().expectUdpAnswer(nodes.far().address(family), TestPod.UDP, "far");
        nodes.client().expectUdpAnswer(clusterIp(NEAR, family), 53, "web");
        nodes.client().expectUdpAnswer(clusterIp(AWAY, family), 53, "far");
        nodes.client().expectUdpAnswer(clusterIp(BOTH, family), 53, "web", "far");
        nodes.far().expectUdpAnswer(clusterIp(NEAR, family), 53, "web");
        nodes.web().expectUdpAnswer(clusterIp(NEAR, family), 53, "web");
        TestPod.expectUdpAnswer("node1", clusterIp(AWAY, family), 53, "far");
        TestPod.expectUdpAnswer("node2", clusterIp(BOTH, family), 53, "web", "far");
    }

    @ParameterizedTest
    @EnumSource
    void serviceWithoutEndpointRefusesUdp(IpFamily family) {
        Shell.await("refused", () -> Talk.udpOnce("client", clusterIp(NOBODY, family), 53)
                .equals(Talk.REFUSED));
    }

    /// The switch learns the choice, but may take a while to forget the way that it has cached for the first packet.
    @ParameterizedTest
    @EnumSource
    void clientWithSessionAffinityStaysAtOneEndpoint(IpFamily family) {
        nodes.both("services", KubeObjects.sticky(TwoNodes.serviceOf("sticky", STICKY)));
        nodes.endpoints("sticky", nodes.web(), nodes.far());
        IpAddress address = clusterIp(STICKY, family);
        try {
            for (String from : new String[] {"client", "far"}) {
                Supplier<String> tcp = () -> TestPod.get(from, address, 80).output();
                Shell.await("one server for " + from, () -> answers(tcp).size() == 1);
            }
            Supplier<String> udp = () -> Talk.udpOnce("client", address, 53);
            Shell.await("one server over UDP", () -> answers(udp).size() == 1);
            TestPod.expectAnswer("client", clusterIp(BOTH, family), 80, "web", "far");
        } finally {
            remove("sticky", STICKY);
        }
    }

    /// Of twenty questions.
    private static Set<String> answers(Supplier<String> ask) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20 && seen.size() < 2; i++) {
            String answer = ask.get();
            seen.add(answer.equals(Talk.REFUSED) ? "" : answer);
        }
        // nobody is no server
        return seen.contains("") ? Set.of() : seen;
    }

    /// One socket all the time: without an end of its connection it would go to the former endpoint for ever.
    @ParameterizedTest
    @EnumSource
    void clientOfAGoneUdpEndpointGoesOnAtTheOther(IpFamily family) {
        nodes.service("moving", MOVING, nodes.web());
        IpAddress address = clusterIp(MOVING, family);
        try (Talk talk = Talk.udp("client", address, 53)) {
            Shell.await("an answer of web", () -> talk.ask("?").equals("web"));
            nodes.endpoints("moving", nodes.far());
            Shell.await("the connection ends", () -> nodes.first()
                    .connections(family)
                    .lines()
                    .noneMatch(c -> c.contains("udp") && c.contains("dst=" + address + " ")));
            assertEquals("far", talk.ask("?"), "the first after the end of the connection");
            nodes.endpoints("moving", nodes.web());
            Shell.await("an answer of web while the client goes on asking", () -> talk.ask("?")
                    .equals("web"));
        } finally {
            remove("moving", MOVING);
        }
    }

    /// While the agent is busy with another Service it has not begun with the new one when its endpoint goes.
    @ParameterizedTest
    @EnumSource
    void clientOfAnEndpointThatWasThereForAMomentGoesOnAtTheOther(IpFamily family) {
        nodes.service("moving", MOVING, nodes.web());
        IpAddress address = clusterIp(BRIEF, family);
        try {
            nodes.client().expectUdpAnswer(clusterIp(MOVING, family), 53, "web");
            nodes.endpoints("moving", nodes.far());
            nodes.service("brief", BRIEF, nodes.web());
            try (Talk talk = Talk.udp("client", address, 53)) {
                Shell.await("an answer of web", () -> talk.ask("?").equals("web"));
                nodes.endpoints("brief", nodes.far());
                Shell.await("an answer of far", () -> talk.ask("?").equals("far"));
            }
        } finally {
            remove("moving", MOVING);
            remove("brief", BRIEF);
        }
    }

    private void remove(String service, int number) {
        nodes.endpoints(service);
        nodes.delete("services", TwoNodes.serviceOf(service, number));
    }
}
