package antrea.linux.iptables;

import antrea.linux.command.CommandRunner;
import antrea.net.IpFamily;
import java.util.List;

/// iptables of one family, by its restore and save programs.
public final class Iptables {
    private static final String WAIT_SECONDS = "10";
    private static final String WAIT_INTERVAL_MICROS = "200000";

    private final IpFamily family;
    private final CommandRunner runner;

    public Iptables(IpFamily family, CommandRunner runner) {
        this.family = family;
        this.runner = runner;
    }

    public IpFamily family() {
        return family;
    }

    /// Applies the text; each table of it all or not at all. Chains that the text declares (`:NAME - [0:0]`) are
    /// replaced, all others stay. Throws [antrea.linux.LinuxException] with the program's words.
    public void restore(String text) {
        runner.runSuccessfully(
                List.of(name("restore"), "--noflush", "-w", WAIT_SECONDS, "-W", WAIT_INTERVAL_MICROS), text);
    }

    /// Reads all tables.
    public SavedTables save() {
        return SavedTables.parse(runner.runSuccessfully(List.of(name("save")), ""));
    }

    /// Reads one table: `raw`, `mangle`, `nat`, `filter`.
    public SavedTables save(String table) {
        return SavedTables.parse(runner.runSuccessfully(List.of(name("save"), "-t", table), ""));
    }

    private String name(String verb) {
        return switch (family) {
            case V4 -> "iptables-" + verb;
            case V6 -> "ip6tables-" + verb;
        };
    }
}
