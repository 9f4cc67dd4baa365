package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.ovsdb.vswitch.SwitchControl;
import antrea.proof.ovs.RealOvs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two overlapping flows of the datapath, made as in the test of Open vSwitch's own repair
/// (`PMD - revalidator modify overlapping flows`, tests/pmd.at), of which the switch changes the wrong one.
@Tag("ovs")
class StaleFlowsOvsTest {
    private static final String BRIDGE = "br-int";
    private static final String OUT = "p2";
    private static final String COMMIT = "ct(commit)";
    private static final Pattern ACTIONS = Pattern.compile("actions:(.*)");

    @TempDir
    private Path directory;

    private void replace(RealOvs ovs, String flow) throws IOException {
        Path file = directory.resolve("flows");
        Files.writeString(file, flow + "\ntable=0,in_port=p1,ip,nw_dst=10.9.0.0/16,actions=output:p2\n");
        ovs.ofctl("--bundle", "replace-flows", ovs.mgmtSocket(BRIDGE).toString(), file.toString());
        ovs.appctl("revalidator/wait");
    }

    private static void receive(RealOvs ovs, String destination) {
        ovs.appctl("netdev-dummy/receive", "p1", "ipv4(src=10.0.0.1,dst=" + destination + ",proto=6),tcp(src=1,dst=2)");
    }

    /// What packets meet in the datapath, with the second port by one name.
    private static Set<String> actions(RealOvs ovs) {
        Set<String> out = new TreeSet<>();
        Matcher found = ACTIONS.matcher(ovs.appctl("dpctl/dump-flows"));
        while (found.find()) {
            out.add(found.group(1).replaceAll("[0-9]+", OUT));
        }
        return out;
    }

    /// The datapath asks the wider mask first, because there was one before.
    private void changeTheWrongOne(RealOvs ovs) throws IOException {
        ovs.addBridge(BRIDGE, RealOvs.Datapath.DUMMY);
        ovs.addDummyPort(BRIDGE, "p1", 1);
        ovs.addDummyPort(BRIDGE, "p2", 2);
        replace(ovs, "table=0,in_port=p1,ip,nw_dst=10.1.2.0/24,actions=output:p2");
        receive(ovs, "10.9.0.1");
        receive(ovs, "10.1.2.2");
        replace(ovs, "table=0,in_port=p1,ip,nw_dst=10.1.0.0/16,actions=ct(commit)");
        receive(ovs, "10.1.0.2");
        receive(ovs, "10.1.2.2");
        assertEquals(Set.of(OUT, COMMIT), actions(ovs));
        replace(ovs, "table=0,in_port=p1,ip,nw_dst=10.1.0.0/16,actions=output:p2");
    }

    @Test
    void whatTheDatapathKeepsAgainstTheTablesIsForgottenAfterACommit() throws Exception {
        try (RealOvs ovs = RealOvs.start()) {
            String version = ovs.appctl("version").replaceAll("(?s).* ([0-9.]+)\n.*", "$1");
            changeTheWrongOne(ovs);
            boolean stale = actions(ovs).contains(COMMIT);
            assertEquals(new UserspaceDatapath().keepsStaleFlows(version), stale, () -> version + " " + actions(ovs));
            AtomicInteger tries = new AtomicInteger();
            StaleFlows ended = new StaleFlows(
                    CommitListener.NONE,
                    () -> SwitchControl.at(
                            tries.getAndIncrement() == 0 ? directory.resolve("away") : ovs.control(),
                            Duration.ofSeconds(10)),
                    () -> Optional.of("3.1.0"),
                    new UserspaceDatapath(),
                    Duration.ofMillis(1));
            ended.start();
            ended.observe(CommitListener.Operation.MODIFY, 1, 0, Duration.ZERO);
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!actions(ovs).isEmpty()) {
                assertTrue(System.nanoTime() < deadline, () -> "still there: " + actions(ovs));
            }
            ended.close();
            receive(ovs, "10.1.2.2");
            assertEquals(Set.of(OUT), actions(ovs));
        }
    }
}
