package antrea.proof.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.TrafficMode;
import antrea.net.IpFamily;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pods of two Nodes reach each other in each mode, as themselves, with packets of the mode's MTU, and by the way of
/// the mode.
@Tag("kernel")
final class ModesTest {
    /// How it is configured, and what has to follow.
    enum Mode {
        NO_ENCAP(new NodeTraffic(TrafficMode.NO_ENCAP, "geneve"), TwoNodes.Wire.ONE_SUBNET, 1500, Way.NO_TUNNEL),
        HYBRID(new NodeTraffic(TrafficMode.HYBRID, "geneve"), TwoNodes.Wire.ONE_SUBNET, 1430, Way.PAST_THE_TUNNEL),
        HYBRID_BETWEEN_SUBNETS_OVER_VXLAN(
                new NodeTraffic(TrafficMode.HYBRID, "vxlan"), TwoNodes.Wire.TWO_SUBNETS, 1430, Way.TUNNEL);

        private final NodeTraffic traffic;
        private final TwoNodes.Wire wire;
        private final int mtu;
        private final Way way;

        Mode(NodeTraffic traffic, TwoNodes.Wire wire, int mtu, Way way) {
            this.traffic = traffic;
            this.wire = wire;
            this.mtu = mtu;
            this.way = way;
        }
    }

    private enum Way {
        TUNNEL,
        /// There is one, for other Nodes.
        PAST_THE_TUNNEL,
        NO_TUNNEL
    }

    @ParameterizedTest
    @EnumSource
    void podsOfTwoNodesReachEachOther(Mode mode) {
        try (TwoNodes nodes = new TwoNodes(3, "other-", mode.traffic, mode.wire)) {
            TestPod web = nodes.web();
            TestPod far = nodes.far();
            nodes.service("near", SharedNodes.NEAR, web);
            nodes.service("away", SharedNodes.AWAY, far);
            String fragments = nodes.first().fragments() + nodes.second().fragments();
            for (IpFamily family : IpFamily.values()) {
                web.ping(far.address(family));
                far.expectAnswer(web.address(family), TestPod.WEB, web.name());
                far.expectAnswer(TwoNodes.clusterIp(SharedNodes.NEAR, family), 80, web.name());
                web.expectUdpAnswer(TwoNodes.clusterIp(SharedNodes.AWAY, family), 53, far.name());
                TestPod.expectAnswer(nodes.first().name(), far.address(family), TestPod.WEB, far.name());
                web.ping(nodes.second().address(family));
            }
            web.expectWholePackets(far, mode.mtu);
            assertEquals(fragments, nodes.first().fragments() + nodes.second().fragments());
            expectWay(mode.way, nodes.second());
            expectSourceIsSeen(nodes);
        }
    }

    private static void expectWay(Way way, TestNode receiver) {
        switch (way) {
            case TUNNEL -> assertTrue(receiver.tunnelled().orElseThrow() > 0, "nothing came through the tunnel");
            case PAST_THE_TUNNEL ->
                assertEquals(0, receiver.tunnelled().orElseThrow(), "packets that came through the tunnel");
            case NO_TUNNEL -> assertTrue(receiver.tunnelled().isEmpty(), "there is a tunnel");
        }
    }

    /// A policy knows a Pod of the other Node by its address.
    private static void expectSourceIsSeen(TwoNodes nodes) {
        nodes.first().put("policies", KubeObjects.isolation(nodes.web(), TestPod.WEB, nodes.far()));
        nodes.client().expectSilence(nodes.web().address(IpFamily.V4), TestPod.WEB);
        for (IpFamily family : IpFamily.values()) {
            nodes.far()
                    .expectAnswer(
                            nodes.web().address(family),
                            TestPod.WEB,
                            nodes.web().name());
        }
    }
}
