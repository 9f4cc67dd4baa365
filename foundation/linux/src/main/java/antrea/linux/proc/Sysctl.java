package antrea.linux.proc;

import antrea.linux.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Kernel parameters of the own network namespace (sysctl(8)). Keys are paths with slashes, as
/// `net/ipv4/conf/antrea-gw0/arp_announce`, because device names may hold dots.
public final class Sysctl {
    private final Path root;

    /// `root` is usually `/proc/sys`; a container may see the host's elsewhere.
    public Sysctl(Path root) {
        this.root = root;
    }

    /// The value without its line end; empty when there is no such parameter (a device is gone, a module not
    /// loaded).
    public Optional<String> read(String key) {
        try {
            return Optional.of(Files.readString(file(key)).strip());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LinuxException("cannot read kernel parameter " + key, e);
        }
    }

    public void write(String key, String value) {
        try {
            Files.write(file(key), value.getBytes(StandardCharsets.UTF_8), java.nio.file.StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new LinuxException("cannot set kernel parameter " + key + " to " + value, e);
        }
    }

    private Path file(String key) {
        Path file = root.resolve(key).normalize();
        if (!file.startsWith(root)) {
            throw new LinuxException("not a kernel parameter: " + key);
        }
        return file;
    }
}
