package antrea.proof.ovs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A private `ovsdb-server` and `ovs-vswitchd` in a directory of their own, beside whatever else runs on the
/// machine. Ends only the processes that it has started. Tests only: the product itself forks nothing of this.
///
/// ```java
/// try (RealOvs ovs = RealOvs.start()) {
///     ovs.addBridge("br-int", RealOvs.Datapath.DUMMY);
///     connectTo(ovs.mgmtSocket("br-int"));
/// }
/// ```
public final class RealOvs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");

    /// How packets are moved.
    public enum Datapath {
        /// Open vSwitch's own test datapath: ports exist only inside it, packets come by `appctl`; needs no root.
        DUMMY("dummy"),
        /// The userspace datapath with real tap and veth ports; needs root.
        NETDEV("netdev"),
        /// The `openvswitch` module of the kernel; needs root, and a kernel that has it (`proof/kernel`).
        SYSTEM("system");

        /// What the system property `ovs.datapath` asks of tests that run on any: `dummy` where it is not set.
        public static Datapath chosen() {
            String type = System.getProperty("ovs.datapath", DUMMY.type);
            return Arrays.stream(values())
                    .filter(d -> d.type.equals(type))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "ovs.datapath=" + type + ": there are dummy, netdev and system"));
        }

        private final String type;

        Datapath(String type) {
            this.type = type;
        }
    }

    private final Path runDir;
    private final List<String> within;
    private Process database;
    private Process vswitchd;
    private final Thread atExit = new Thread(this::killAll, "ovs-at-exit");

    private RealOvs(Path runDir, List<String> within) {
        this.runDir = runDir;
        this.within = List.copyOf(within);
        run("ovsdb-tool", "create", runDir.resolve("conf.db").toString(), SCHEMA.toString());
        this.database = launchDatabase();
        vsctl("--no-wait", "init");
        this.vswitchd = launchVswitchd();
    }

    /// Starts both daemons and waits until they answer. Throws [IllegalStateException] with their output when they
    /// do not.
    public static RealOvs start() {
        return startWithin(List.of());
    }

    /// As [#start], with the daemons started by a command, such as `ip netns exec NAME`, that runs its arguments
    /// in its own place.
    public static RealOvs startWithin(List<String> command) {
        try {
            RealOvs ovs = new RealOvs(Files.createTempDirectory("ovs"), command);
            Runtime.getRuntime().addShutdownHook(ovs.atExit);
            ovs.awaitVswitchd();
            return ovs;
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for a private Open vSwitch", e);
        }
    }

    /// As the other, on the datapath of [Datapath#chosen].
    public void addBridge(String name) {
        addBridge(name, Datapath.chosen());
    }

    /// Adds a bridge that speaks OpenFlow 1.0, 1.3 and 1.5 and drops what no flow matches.
    public void addBridge(String name, Datapath datapath) {
        vsctl(
                "add-br",
                name,
                "--",
                "set",
                "bridge",
                name,
                "datapath_type=" + datapath.type,
                "protocols=OpenFlow10,OpenFlow13,OpenFlow15",
                "fail_mode=secure");
        await("the socket of bridge " + name, () -> Files.exists(mgmtSocket(name)));
    }

    /// Adds a port that exists only inside a [Datapath#DUMMY] bridge, with this OpenFlow number.
    public void addDummyPort(String bridge, String name, int number) {
        vsctl("add-port", bridge, name, "--", "set", "interface", name, "type=dummy", "ofport_request=" + number);
    }

    /// Adds a port with this OpenFlow number that exists on the datapath of [Datapath#chosen]: a dummy, or a
    /// device of the switch's own.
    public void addPort(String bridge, String name, int number) {
        String type = Datapath.chosen() == Datapath.DUMMY ? "dummy" : "internal";
        vsctl("add-port", bridge, name, "--", "set", "interface", name, "type=" + type, "ofport_request=" + number);
    }

    /// The directory that holds every socket and file of this Open vSwitch.
    public Path runDir() {
        return runDir;
    }

    /// The OpenFlow socket of a bridge.
    public Path mgmtSocket(String bridge) {
        return runDir.resolve(bridge + ".mgmt");
    }

    /// The OVSDB socket.
    public Path dbSocket() {
        return runDir.resolve("db.sock");
    }

    /// Runs `ovs-vsctl` and returns what it prints. Throws [IllegalStateException] when it fails.
    public String vsctl(String... arguments) {
        return run(
                Stream.concat(Stream.of("ovs-vsctl", "--db=unix:" + dbSocket(), "--timeout=30"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /// Runs `ovs-ofctl -O OpenFlow15` and returns what it prints.
    public String ofctl(String... arguments) {
        return run(Stream.concat(Stream.of("ovs-ofctl", "-O", "OpenFlow15"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /// Runs `ovs-appctl` against the switch and returns what it prints.
    public String appctl(String... arguments) {
        return run(Stream.concat(Stream.of("ovs-appctl", "-t", control().toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /// Kills the switch with SIGKILL, as a crash would; the database goes on.
    public void killVswitchd() {
        kill(vswitchd);
    }

    /// Starts the switch again after [#killVswitchd] and waits until it has its bridges back.
    public void restartVswitchd() {
        vswitchd = launchVswitchd();
        awaitVswitchd();
        // ovs-vsctl returns when the switch has worked in what it changed, and with it everything before.
        vsctl("set", "Open_vSwitch", ".", "other_config:restarted=yes");
        vsctl("remove", "Open_vSwitch", ".", "other_config", "restarted");
    }

    /// Kills the database server with SIGKILL; the switch goes on.
    public void killDatabase() {
        kill(database);
        try {
            Files.deleteIfExists(dbSocket());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + dbSocket(), e);
        }
    }

    /// Starts the database server again after [#killDatabase] and waits until it listens.
    public void restartDatabase() {
        database = launchDatabase();
    }

    private Process launchDatabase() {
        Process started = launch(
                "ovsdb-server",
                runDir.resolve("conf.db").toString(),
                "--remote=punix:" + dbSocket(),
                "--unixctl=" + runDir.resolve("ovsdb.ctl"),
                "--pidfile=" + runDir.resolve("ovsdb.pid"));
        await("the database socket", () -> Files.exists(dbSocket()));
        return started;
    }

    /// The control socket of the switch, that of `ovs-appctl`.
    public Path control() {
        return runDir.resolve("vswitchd.ctl");
    }

    private Process launchVswitchd() {
        return launch(
                "ovs-vswitchd",
                "unix:" + dbSocket(),
                "--enable-dummy",
                "--unixctl=" + control(),
                "--pidfile=" + runDir.resolve("vswitchd.pid"));
    }

    private void awaitVswitchd() {
        await("ovs-vswitchd", () -> {
            Result result = execute("ovs-appctl", "-t", control().toString(), "version");
            return result.exitCode() == 0;
        });
    }

    private Process launch(String... command) {
        List<String> all = new ArrayList<>(within);
        all.addAll(List.of(command));
        all.addAll(List.of("-vconsole:warn", "-vsyslog:off", "-vfile:off"));
        try {
            return builder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command[0] + "; install openvswitch-switch", e);
        }
    }

    private Path log() {
        return runDir.resolve("daemons.log");
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        for (String name : List.of("OVS_RUNDIR", "OVS_DBDIR", "OVS_LOGDIR", "OVS_SYSCONFDIR")) {
            environment.put(name, runDir.toString());
        }
        return builder;
    }

    private record Result(int exitCode, String output) {}

    private Result execute(String... command) {
        try {
            Process process =
                    builder(List.of(command)).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0] + "; install openvswitch-switch", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command[0], e);
        }
    }

    private String run(String... command) {
        Result result = execute(command);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + ": exit code " + result.exitCode() + "\n" + result.output());
        }
        return result.output();
    }

    /// Looks whenever a file comes into the directory; and after a tenth of a second, since a socket is there a moment
    /// before it answers.
    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (WatchService files = runDir.getFileSystem().newWatchService()) {
            WatchKey created = runDir.register(files, StandardWatchEventKinds.ENTRY_CREATE);
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(what + " did not come up:\n" + readLog());
                }
                files.poll(100, TimeUnit.MILLISECONDS);
                created.pollEvents();
                created.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch " + runDir, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    private String readLog() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "(no output: " + e + ")";
        }
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killAll() {
        vswitchd.destroyForcibly();
        database.destroyForcibly();
    }

    /// Ends both daemons and deletes their directory. A [Datapath#NETDEV] bridge leaves its tap devices behind
    /// when the switch is killed, so bridges are deleted first.
    @Override
    public void close() {
        if (vswitchd.isAlive()) {
            for (String bridge : vsctl("list-br").lines().toList()) {
                vsctl("del-br", bridge);
            }
        }
        kill(vswitchd);
        kill(database);
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(runDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + runDir, e);
        }
    }
}
