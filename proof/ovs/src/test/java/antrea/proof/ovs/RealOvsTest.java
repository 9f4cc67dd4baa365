package antrea.proof.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
final class RealOvsTest {
    @Test
    void twoSwitchesRunSideBySideAndLeaveNothingBehind() {
        Path first;
        Path second;
        try (RealOvs one = RealOvs.start();
                RealOvs other = RealOvs.start()) {
            first = one.runDir();
            second = other.runDir();
            one.addBridge("br-one", RealOvs.Datapath.DUMMY);
            one.addDummyPort("br-one", "p5", 5);
            assertEquals("br-one\n", one.vsctl("list-br"));
            assertEquals("", other.vsctl("list-br"));
            assertTrue(one.ofctl("show", "br-one").contains("5(p5)"));
            assertTrue(one.mgmtSocket("br-one").toString().length() <= 107);
        }
        assertFalse(Files.exists(first));
        assertFalse(Files.exists(second));
    }

    @Test
    void userspaceBridgeHasARealPortAndTakesItAwayAgain() {
        Path tap = Path.of("/sys/class/net/br-rovs-test");
        try (RealOvs ovs = RealOvs.start()) {
            ovs.addBridge("br-rovs-test", RealOvs.Datapath.NETDEV);
            assertTrue(Files.exists(tap));
        }
        assertFalse(Files.exists(tap));
    }

    @Test
    void killedSwitchComesBackWithItsBridges() {
        try (RealOvs ovs = RealOvs.start()) {
            ovs.addBridge("br-one", RealOvs.Datapath.DUMMY);
            ovs.killVswitchd();
            assertThrows(IllegalStateException.class, () -> ovs.appctl("version"));
            ovs.restartVswitchd();
            assertTrue(ovs.ofctl("show", "br-one").contains("LOCAL"));
        }
    }
}
