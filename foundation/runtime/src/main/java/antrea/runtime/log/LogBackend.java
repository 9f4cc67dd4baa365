package antrea.runtime.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Takes the lines of all loggers and writes them to standard error and to files.
public final class LogBackend {
    private record Target(Level threshold, LogFile file) {}

    private final OutputStream stderr;
    private final Supplier<LocalDateTime> clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<String, KlogLogger> loggers = new ConcurrentHashMap<>();
    private volatile LogOptions options = LogOptions.STDERR;
    private volatile int verbosity;
    private volatile Level level = Level.INFO;
    private List<Target> targets = List.of();

    LogBackend(OutputStream stderr, Supplier<LocalDateTime> clock) {
        this.stderr = stderr;
        this.clock = clock;
    }

    static LogBackend ofProcess() {
        return new LogBackend(new FileOutputStream(FileDescriptor.err), LocalDateTime::now);
    }

    /// Changes where lines go from now on. Called once, at start, by the main of a process.
    public void configure(LogOptions wanted) {
        writing.lock();
        try {
            List<Target> fresh = new ArrayList<>();
            wanted.files().ifPresent(files -> {
                fresh.add(new Target(Level.ALL, new LogFile(files, "INFO")));
                fresh.add(new Target(Level.WARNING, new LogFile(files, "WARNING")));
                fresh.add(new Target(Level.ERROR, new LogFile(files, "ERROR")));
            });
            targets = List.copyOf(fresh);
            options = wanted;
        } finally {
            writing.unlock();
        }
        verbosity(wanted.verbosity());
    }

    /// Changes how much is logged, at any time: `antctl log-level`.
    public void verbosity(int wanted) {
        verbosity = wanted;
        level = LogOptions.levelOf(wanted);
    }

    public int verbosity() {
        return verbosity;
    }

    KlogLogger logger(String name) {
        return loggers.computeIfAbsent(name, n -> new KlogLogger(n, this));
    }

    boolean wants(Level asked) {
        return asked != Level.OFF && asked.getSeverity() >= level.getSeverity();
    }

    void write(Level lineLevel, String logger, String message) {
        LocalDateTime time = clock.get();
        byte[] line = LogFile.bytes(
                LogLine.of(time, lineLevel, ProcessHandle.current().pid(), logger, message));
        writing.lock();
        try {
            if (toStderr(lineLevel)) {
                stderr.write(line);
            }
            for (Target target : targets) {
                if (lineLevel.getSeverity() >= target.threshold.getSeverity()) {
                    target.file.write(time, line);
                }
            }
        } catch (IOException e) {
            complain(e, line);
        } finally {
            writing.unlock();
        }
    }

    private boolean toStderr(Level lineLevel) {
        LogOptions now = options;
        return now.stderr() || lineLevel.getSeverity() >= now.stderrThreshold().getSeverity();
    }

    /// A full disk must not silence the log nor end the process: standard error is the last resort.
    private void complain(IOException e, byte[] line) {
        try {
            stderr.write(LogFile.bytes("cannot write the log file (" + e + "): "));
            stderr.write(line);
        } catch (IOException _) {
            // nowhere left to say it
        }
    }
}
