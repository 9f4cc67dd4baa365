package antrea.linux.netns;

import antrea.linux.syscall.FileDescriptor;
import antrea.linux.syscall.Syscalls;
import java.nio.file.Path;

/// An open network namespace (namespaces(7)). It exists at least as long as this is open.
public final class NetworkNamespace implements AutoCloseable {
    private static final int O_RDONLY = 0;

    private final String path;
    private final FileDescriptor descriptor;

    private NetworkNamespace(String path, FileDescriptor descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /// Opens the namespace that is bound to that file, as `/var/run/netns/NAME` or `/proc/PID/ns/net`. Throws
    /// [antrea.linux.LinuxException], ENOENT when it is gone.
    public static NetworkNamespace open(Path path) {
        String text = path.toString();
        return new NetworkNamespace(text, Syscalls.open("open of network namespace " + text, text, O_RDONLY, 0));
    }

    /// For calls that take the namespace itself.
    public FileDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public String toString() {
        return path;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
