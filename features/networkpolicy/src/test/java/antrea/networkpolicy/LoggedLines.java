package antrea.networkpolicy;

import antrea.runtime.log.KlogFinder;
import antrea.runtime.log.LogOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Writes what is logged into a folder, to be read by a test. One at a time.
public final class LoggedLines implements AutoCloseable {
    private final Path folder;

    public LoggedLines(Path folder) {
        this.folder = folder;
        LogOptions.Files files = new LogOptions.Files(folder, "test", 1 << 20, 0);
        KlogFinder.backend().configure(new LogOptions(0, Optional.of(files), true, Level.ERROR));
    }

    /// The errors so far.
    public List<String> errors() {
        try {
            return Files.readAllLines(folder.resolve("test.ERROR"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        KlogFinder.backend().configure(LogOptions.STDERR);
    }
}
