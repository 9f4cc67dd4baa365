package antrea.runtime.lifecycle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Does something again and again on a virtual thread of its own, the first time at once. What the work throws is
/// logged, and the next time comes.
public final class Periodic {
    private static final System.Logger LOG = System.getLogger(Periodic.class.getName());

    private final String name;
    private final Duration retry;
    private final Supplier<Duration> work;
    private final AtomicReference<Optional<Thread>> thread = new AtomicReference<>(Optional.empty());
    /// Nobody opens it: waiting for it is a rest that an interrupt ends.
    private final CountDownLatch never = new CountDownLatch(1);

    private Periodic(String name, Duration retry, Supplier<Duration> work) {
        this.name = name;
        this.retry = retry;
        this.work = work;
    }

    /// A part of a process; `interval` is the rest between the end of the work and its next beginning.
    public static Part part(String name, Duration interval, Runnable work) {
        return partThatSays(name, interval, () -> {
            work.run();
            return interval;
        });
    }

    /// The same with work that says itself how long the rest after it shall be; after a fault it is `retry`.
    public static Part partThatSays(String name, Duration retry, Supplier<Duration> work) {
        Periodic periodic = new Periodic(name, retry, work);
        return new Part(name, periodic::start, periodic::stop);
    }

    private void start() {
        thread.set(Optional.of(Thread.ofVirtual().name(name).start(this::run)));
    }

    private void run() {
        try {
            Duration rest = retry;
            do {
                try {
                    rest = work.get();
                } catch (RuntimeException e) {
                    rest = retry;
                    LOG.log(System.Logger.Level.ERROR, "Failed, work=" + name, e);
                }
            } while (!never.await(rest.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        thread.getAndSet(Optional.empty()).ifPresent(Thread::interrupt);
    }
}
