package antrea.linux.proc;

import antrea.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Kernel parameters of the own network namespace (sysctl(8)). Keys are paths with slashes, as
/// `net/ipv4/conf/antrea-gw0/arp_announce`, because device names may hold dots.
public final class Sysctl {
    private static final int LONGEST = 4096;

    private final Path root;

    /// `root` is usually `/proc/sys`; a container may see the host's elsewhere.
    public Sysctl(Path root) {
        this.root = root;
    }

    /// The value without its line end; empty when there is no such parameter (a device is gone, a module not
    /// loaded).
    public Optional<String> read(String key) {
        // in one read: the kernel answers a second one with the end, whatever the first left out of a number
        try (InputStream in = Files.newInputStream(file(key))) {
            byte[] value = new byte[LONGEST];
            int length = Math.max(0, in.read(value));
            return Optional.of(new String(value, 0, length, StandardCharsets.UTF_8).strip());
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
