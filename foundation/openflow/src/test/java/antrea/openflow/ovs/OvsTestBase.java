package antrea.openflow.ovs;

import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.SwitchState;
import antrea.proof.ovs.RealOvs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/// One private switch for a test class, and an emptied bridge with a session for each test.
@Tag("ovs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OvsTestBase {
    static final String BRIDGE = "br-test";

    RealOvs ovs;
    OpenFlowSession session;

    @SuppressWarnings("NullAway.Init") // JUnit fills the fields before any test.
    OvsTestBase() {}

    @BeforeAll
    void startSwitch() {
        ovs = RealOvs.start();
        ovs.addBridge(BRIDGE);
        ovs.addPort(BRIDGE, "p1", 1);
        ovs.addPort(BRIDGE, "p2", 2);
    }

    @AfterAll
    void stopSwitch() {
        ovs.close();
    }

    @BeforeEach
    void openSession() {
        session = OpenFlowSession.open(settings(), _ -> {});
        session.unbundled(List.of(
                FlowMod.deleteByCookie(0, 0),
                GroupMod.delete(GroupMod.ALL_GROUPS),
                Message.MeterMod.delete(MeterConfig.ALL)));
    }

    @AfterEach
    void closeSession() {
        session.close();
    }

    ConnectionSettings settings() {
        return ConnectionSettings.of(ovs.mgmtSocket(BRIDGE));
    }

    SwitchState state() {
        return new SwitchState(session);
    }

    /// The flows as `ovs-ofctl` shows them, sorted by it, without leading blanks.
    List<String> dumpedFlows() {
        return ovs.ofctl("dump-flows", "--no-stats", "--no-names", BRIDGE)
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("OFPST"))
                .toList();
    }

    /// Looks again and again: the switch tells nobody when one of its counters has changed.
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
