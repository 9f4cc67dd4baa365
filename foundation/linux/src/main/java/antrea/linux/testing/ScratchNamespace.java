package antrea.linux.testing;

import antrea.linux.command.CommandRunner;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.linux.rtnetlink.Rtnetlink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// A fresh network namespace with a random name, and what a test needs to look into it. Root only.
public final class ScratchNamespace implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String name;
    private final NetworkNamespace namespace;
    private final Rtnetlink netlink;

    private ScratchNamespace(String name, NamespaceThread thread) {
        this.name = name;
        this.namespace = NetworkNamespace.open(path());
        this.netlink = Rtnetlink.open(thread, namespace);
    }

    /// Creates it, with `lo` up.
    public static ScratchNamespace create(NamespaceThread thread) {
        String name = "scratch-" + UUID.randomUUID().toString().substring(0, 8);
        new CommandRunner(List.of(), LIMIT).runSuccessfully(List.of("ip", "netns", "add", name), "");
        ScratchNamespace out = new ScratchNamespace(name, thread);
        out.netlink().setUp(1);
        return out;
    }

    public Path path() {
        return Path.of("/run/netns").resolve(name);
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    public Rtnetlink netlink() {
        return netlink;
    }

    /// Runs programs inside.
    public CommandRunner runner() {
        return new CommandRunner(List.of("nsenter", "--net=" + path()), LIMIT);
    }

    /// Runs one command inside and returns its output.
    public String run(String... command) {
        return runner().runSuccessfully(List.of(command), "");
    }

    @Override
    public void close() {
        netlink.close();
        namespace.close();
        new CommandRunner(List.of(), LIMIT).runSuccessfully(List.of("ip", "netns", "delete", name), "");
    }
}
