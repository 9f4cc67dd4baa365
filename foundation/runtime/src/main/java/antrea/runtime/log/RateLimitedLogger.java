package antrea.runtime.log;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets one line through per interval and says how many it held back. One object for each kind of event. For any
/// thread.
public final class RateLimitedLogger {
    private final ReentrantLock lock = new ReentrantLock();
    private final System.Logger logger;
    private final Duration interval;
    private final InstantSource clock;
    private @Nullable Instant last;
    private long suppressed;

    public RateLimitedLogger(System.Logger logger, Duration interval, InstantSource clock) {
        this.logger = logger;
        this.interval = interval;
        this.clock = clock;
    }

    /// As [System.Logger#log(Level, String, Object...)].
    public void log(Level level, String format, Object... parameters) {
        long heldBack = pass();
        if (heldBack >= 0 && logger.isLoggable(level)) {
            String text = LogLine.format(format, parameters);
            logger.log(level, heldBack == 0 ? text : text + " suppressed=" + heldBack);
        }
    }

    /// How many were held back before this one, or -1 when this one has to be held back too.
    private long pass() {
        lock.lock();
        try {
            return passLocked();
        } finally {
            lock.unlock();
        }
    }

    private long passLocked() {
        Instant now = clock.instant();
        Instant before = last;
        if (before != null && Duration.between(before, now).compareTo(interval) < 0) {
            suppressed++;
            return -1;
        }
        last = now;
        long out = suppressed;
        suppressed = 0;
        return out;
    }
}
