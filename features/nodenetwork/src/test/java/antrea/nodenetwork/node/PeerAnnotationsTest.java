package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.feature.TrafficMode;
import antrea.feature.testing.SampleNode;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerAnnotationsTest {
    private static final MacAddress MAC =
            MacAddress.tryParse("aa:bb:cc:00:00:01").orElseThrow();

    private static Map<String, Optional<String>> of(TrafficMode mode, IpAddress... announced) {
        return PeerAnnotations.of(
                mode, new NodeBringUp.Result(SampleNode.N1, "eth0", List.of(announced), Optional.of(MAC)));
    }

    @Test
    void transportAddressesAreTheChosenOnesAndElseTakenAway() {
        assertEquals(
                Optional.of("10.1.0.1,fd00::1"),
                of(TrafficMode.ENCAP, IpAddress.parse("10.1.0.1"), IpAddress.parse("fd00::1"))
                        .get(PeerReader.TRANSPORT_ADDRESSES));
        assertEquals(Optional.empty(), of(TrafficMode.ENCAP).get(PeerReader.TRANSPORT_ADDRESSES));
    }

    @Test
    void uplinkMacIsToldWhereTrafficMayGoWithoutATunnel() {
        assertEquals(Optional.empty(), of(TrafficMode.ENCAP).get(PeerReader.MAC_ADDRESS));
        for (TrafficMode mode : List.of(TrafficMode.NO_ENCAP, TrafficMode.HYBRID, TrafficMode.NETWORK_POLICY_ONLY)) {
            assertEquals(Optional.of("aa:bb:cc:00:00:01"), of(mode).get(PeerReader.MAC_ADDRESS), mode.toString());
        }
    }
}
