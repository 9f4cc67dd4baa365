package antrea.linux.netns;

import antrea.linux.LinuxException;
import antrea.linux.syscall.FileDescriptor;
import antrea.linux.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The one platform thread that enters other network namespaces, and comes back before it answers.
///
/// A socket keeps the namespace it was opened in, so everything but the opening happens elsewhere. While the
/// thread is inside it makes native calls only: a Java thread started by it (a process reaper, a carrier of
/// virtual threads) would live in the Pod's namespace for good.
public final class NamespaceThread implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;

    private final ExecutorService thread;
    private final NetworkNamespace home;
    private boolean lost; // only the thread itself reads and writes it

    private NamespaceThread() {
        thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("network-namespaces").daemon().factory());
        home = run("start of the namespace thread", () -> NetworkNamespace.open(Path.of("/proc/thread-self/ns/net")));
    }

    /// Starts the thread in the namespace of the caller, which is the one it returns to.
    public static NamespaceThread start() {
        return new NamespaceThread();
    }

    /// Opens a socket inside the namespace; it may be used from any thread. Throws [LinuxException].
    public FileDescriptor socketIn(NetworkNamespace namespace, int domain, int type, int protocol) {
        String doing = "socket in network namespace " + namespace;
        return inside(namespace, doing, () -> Syscalls.socket(doing, domain, type, protocol));
    }

    /// Writes a file whose content depends on the namespace of the writer, as those below /proc/sys/net.
    public void writeFileIn(NetworkNamespace namespace, String path, String text) {
        String doing = "write of " + path + " in network namespace " + namespace;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        inside(namespace, doing, () -> {
            try (FileDescriptor file = Syscalls.open(doing, path, O_WRONLY, 0)) {
                Syscalls.write(doing, file, bytes);
            }
            return bytes;
        });
    }

    /// Reads up to 4 KiB of a file whose content depends on the namespace of the reader.
    public String readFileIn(NetworkNamespace namespace, String path) {
        String doing = "read of " + path + " in network namespace " + namespace;
        byte[] bytes = inside(namespace, doing, () -> {
            try (FileDescriptor file = Syscalls.open(doing, path, O_RDONLY, 0)) {
                return Syscalls.read(doing, file, 4096);
            }
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private <T> T inside(NetworkNamespace namespace, String doing, Callable<T> work) {
        return run(doing, () -> {
            if (lost) {
                throw new LinuxException(doing
                        + ": the namespace thread could not return from an earlier namespace; restart the process");
            }
            Syscalls.setNetworkNamespace(doing, namespace.descriptor());
            lost = true;
            try {
                return work.call();
            } finally {
                Syscalls.setNetworkNamespace("return to the own network namespace", home.descriptor());
                lost = false;
            }
        });
    }

    private <T> T run(String doing, Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinuxException known) {
                throw known;
            }
            throw new LinuxException(doing + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException(doing + ": interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        thread.close();
        home.close();
    }
}
