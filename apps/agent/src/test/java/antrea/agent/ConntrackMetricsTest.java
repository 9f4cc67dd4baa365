package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.bridge.UserspaceDatapath;
import antrea.proof.ovs.RealOvs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On the userspace datapath the connections are the switch's own.
class ConntrackMetricsTest {
    private static ConntrackMetrics.Table table(Path runDirectory) {
        return ConntrackMetrics.Table.of(new UserspaceDatapath(), runDirectory);
    }

    @Test
    void switchThatDoesNotRunHasNoConnections(@TempDir Path directory) {
        assertEquals(0, table(directory).total().getAsDouble());
        assertEquals(0, table(directory).most().getAsDouble());
    }

    @Test
    void switchThatLeftItsPidFileHasNoConnections(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("ovs-vswitchd.pid"), "4194305\n", StandardCharsets.UTF_8);
        assertEquals(0, table(directory).total().getAsDouble());
    }

    @Test
    @Tag("ovs")
    void runningSwitchIsAsked(@TempDir Path directory) throws IOException {
        try (RealOvs ovs = RealOvs.start()) {
            ovs.addBridge("br-int", RealOvs.Datapath.DUMMY);
            Files.writeString(directory.resolve("ovs-vswitchd.pid"), "1\n", StandardCharsets.UTF_8);
            Files.createSymbolicLink(directory.resolve("ovs-vswitchd.1.ctl"), ovs.control());
            ConntrackMetrics.Table table = table(directory);
            assertEquals(0, table.total().getAsDouble());
            assertTrue(table.most().getAsDouble() > 0, "a switch has room for connections");
            ovs.appctl("dpctl/ct-set-maxconns", "12345");
            assertEquals(12345, table.most().getAsDouble());
        }
    }
}
