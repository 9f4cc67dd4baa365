package antrea.networkpolicy.node;

import antrea.runtime.log.RateLimitedLogger;
import antrea.runtime.log.RotatingFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The audit log of policies, `networkpolicy/np.log` in the folder of logs. Allowed packets are written at once,
/// each; others when their second is over ([PacketRepeats]). A failed write is told in the agent's log.
public final class AuditLog implements AuditSink, AutoCloseable {
    private static final Duration COMPLAINTS = Duration.ofMinutes(1);

    private final RotatingFile file;
    private final InstantSource clock;
    private final DateTimeFormatter time;
    private final RateLimitedLogger failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final PacketRepeats repeats = new PacketRepeats();
    private final Thread thread = Thread.ofVirtual().name("audit-log").unstarted(this::run);
    private boolean closed;

    public AuditLog(Path logFolder, RotatingFile.Rotation rotation) {
        this(logFolder, rotation, InstantSource.system(), ZoneId.systemDefault(), AuditLog::inBackground);
    }

    AuditLog(Path logFolder, RotatingFile.Rotation rotation, InstantSource clock, ZoneId zone, Executor background) {
        this.file = new RotatingFile(logFolder.resolve("networkpolicy").resolve("np.log"), rotation, clock, background);
        this.clock = clock;
        this.time = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS").withZone(zone);
        Logger log = System.getLogger(AuditLog.class.getName());
        this.failures = new RateLimitedLogger(log, COMPLAINTS, InstantSource.system());
    }

    private static void inBackground(Runnable work) {
        Thread.ofVirtual().name("audit-log-tidy").start(work);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void observe(AuditRecord packet) {
        lock.lock();
        try {
            switch (packet.disposition()) {
                case ALLOW -> write(packet.text());
                case DROP, REJECT, PASS -> {
                    repeats.observe(packet.text(), clock.instant());
                    news.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes the lines whose second is over.
    void flush() {
        lock.lock();
        try {
            repeats.takeDue(clock.instant()).forEach(this::write);
        } finally {
            lock.unlock();
        }
    }

    private void write(String line) {
        try {
            file.write(time.format(clock.instant()) + " " + line);
        } catch (IOException e) {
            failures.log(Logger.Level.ERROR, "A line of the audit log is lost: error=\"{0}\"", e);
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                Optional<Instant> due = repeats.nextDue();
                if (due.isEmpty()) {
                    news.await();
                } else {
                    news.awaitNanos(Duration.between(clock.instant(), due.get()).toNanos());
                }
                flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Writes what still waits, and ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
            repeats.takeAll(clock.instant()).forEach(this::write);
            file.close();
        } catch (IOException e) {
            failures.log(Logger.Level.ERROR, "The audit log cannot be closed: error=\"{0}\"", e);
        } finally {
            lock.unlock();
        }
    }
}
