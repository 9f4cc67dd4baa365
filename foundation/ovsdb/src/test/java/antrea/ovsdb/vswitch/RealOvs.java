package antrea.ovsdb.vswitch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// An ovsdb-server and an ovs-vswitchd of our own in a private run directory; ended by their own process handles.
final class RealOvs {
    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    private RealOvs(Path directory) {
        this.directory = directory;
    }

    static RealOvs start() throws IOException, InterruptedException {
        RealOvs ovs = new RealOvs(Files.createTempDirectory("ovs"));
        ovs.run("ovsdb-tool", "create", ovs.file("conf.db"), "/usr/share/openvswitch/vswitch.ovsschema");
        ovs.startDatabase();
        ovs.run("ovs-vsctl", "--db=unix:" + ovs.socket(), "--no-wait", "init");
        ovs.launch(
                "ovs-vswitchd",
                "unix:" + ovs.socket(),
                "--pidfile=" + ovs.file("v.pid"),
                "--unixctl=" + ovs.file("v.ctl"),
                "--log-file=" + ovs.file("v.log"));
        return ovs;
    }

    void startDatabase() throws IOException, InterruptedException {
        launch(
                "ovsdb-server",
                file("conf.db"),
                "--remote=punix:" + socket(),
                "--pidfile=" + file("d.pid"),
                "--unixctl=" + file("d.ctl"),
                "--log-file=" + file("d.log"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(socket())) {
            if (System.nanoTime() > deadline) {
                throw new IOException("ovsdb-server made no socket; see " + file("d.log"));
            }
            Thread.onSpinWait();
        }
    }

    /// Ends the database server and leaves the switch running.
    void stopDatabase() throws IOException, InterruptedException {
        Process database = processes.removeFirst();
        database.destroyForcibly().waitFor();
        Files.deleteIfExists(socket());
    }

    void restartDatabase() throws IOException, InterruptedException {
        startDatabase();
        processes.addFirst(processes.removeLast());
    }

    Path socket() {
        return directory.resolve("db.sock");
    }

    Path control() {
        return directory.resolve("v.ctl");
    }

    String vsctl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--db=unix:" + socket()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = builder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + out);
        }
        return out.strip();
    }

    private void launch(String... command) throws IOException {
        processes.add(builder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder out = new ProcessBuilder(command);
        for (String name : List.of("OVS_RUNDIR", "OVS_DBDIR", "OVS_LOGDIR", "OVS_SYSCONFDIR")) {
            out.environment().put(name, directory.toString());
        }
        return out;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    public void close() throws IOException, InterruptedException {
        for (Process process : processes.reversed()) {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(Objects.requireNonNull(file));
            }
        }
        Files.delete(directory);
    }
}
