package antrea.ovsdb.vswitch;

import antrea.ovsdb.ControlChannel;
import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.OvsdbException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// The control socket of ovs-vswitchd: what `ovs-appctl` can ask, without a process per question.
public final class SwitchControl {
    private final Path socket;
    private final Duration timeout;

    private SwitchControl(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    /// The control socket at that path.
    public static SwitchControl at(Path socket, Duration timeout) {
        return new SwitchControl(socket, timeout);
    }

    /// The switch whose pid file is in that run directory. Its socket carries the pid in its name, so ask again
    /// after a restart of the switch.
    public static SwitchControl in(Path runDirectory, Duration timeout) {
        Path pidFile = runDirectory.resolve("ovs-vswitchd.pid");
        try {
            String pid = Files.readString(pidFile).strip();
            return new SwitchControl(runDirectory.resolve("ovs-vswitchd." + pid + ".ctl"), timeout);
        } catch (IOException e) {
            throw new OvsdbException(Reason.DISCONNECTED, "cannot read " + pidFile + "; is ovs-vswitchd running?", e);
        }
    }

    /// Runs any command, as `ofproto/trace`. Throws [OvsdbException] with the switch's words when it refuses.
    public String call(String command, String... arguments) {
        return ControlChannel.call(socket, timeout, command, List.of(arguments));
    }

    /// Runs any command and hands out the lines of its text as they arrive, for text of any size. Throws as above.
    public void lines(Consumer<String> lines, String command, String... arguments) {
        ControlChannel.lines(socket, timeout, command, List.of(arguments), lines);
    }

    /// What the datapath under the bridge can do, by the names of `dpif/show-dp-features`, as `CT state NAT` →
    /// `Yes`.
    public SequencedMap<String, String> datapathFeatures(String bridge) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        for (String line : call("dpif/show-dp-features", bridge).split("\n")) {
            int colon = line.lastIndexOf(": ");
            if (colon > 0) {
                out.put(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 2).strip());
            }
        }
        return Collections.unmodifiableSequencedMap(out);
    }
}
