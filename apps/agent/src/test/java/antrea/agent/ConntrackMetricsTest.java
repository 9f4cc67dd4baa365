package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.bridge.KernelDatapath;
import antrea.bridge.UserspaceDatapath;
import antrea.linux.command.CommandRunner;
import antrea.proof.ovs.RealOvs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On the userspace datapath the connections are the switch's own, on the kernel's they are the kernel's.
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

    private static String run(String words) {
        return new CommandRunner(List.of(), Duration.ofSeconds(20))
                .runSuccessfully(List.of(words.split(" ", -1)), "")
                .strip();
    }

    /// In a guest only: the connection is put into the namespace that this process is in.
    @Test
    @Tag("kernel")
    void kernelIsAskedWhereItHoldsTheConnections(@TempDir Path noSwitch) {
        ConntrackMetrics.Table table = ConntrackMetrics.Table.of(new KernelDatapath(true), noSwitch);
        String one = " -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 4000 --dport 53";
        run("conntrack -I" + one + " -t 600");
        try {
            assertTrue(table.total().getAsDouble() >= 1, "the one that was put there");
            assertEquals(
                    Double.parseDouble(run("sysctl -n net.netfilter.nf_conntrack_max")),
                    table.most().getAsDouble());
            assertTrue(table.most().getAsDouble() > 0, "a kernel has room for connections");
        } finally {
            run("conntrack -D" + one);
        }
    }
}
