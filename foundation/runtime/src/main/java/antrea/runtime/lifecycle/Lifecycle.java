package antrea.runtime.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Starts parts in order and stops them in reverse.
public final class Lifecycle {
    private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

    private final Deque<Part> running = new ArrayDeque<>();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean failed;

    /// Starts the parts. When one fails, those before it are stopped and its failure is thrown on.
    public void start(List<Part> parts) {
        for (Part part : parts) {
            LOG.log(System.Logger.Level.INFO, "Starting, part={0}", part.name());
            try {
                part.start().run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Cannot start, part={0} error=\"{1}\"", part.name(), e);
                failed = true;
                stop();
                throw e;
            }
            running.push(part);
        }
    }

    /// Stops what runs, the last one first. A part that fails to stop does not keep the others from stopping.
    public void stop() {
        while (!running.isEmpty()) {
            Part part = running.pop();
            try {
                part.stop().run();
                LOG.log(System.Logger.Level.INFO, "Stopped, part={0}", part.name());
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Failed to stop, part=" + part.name(), e);
            }
        }
        stopped.countDown();
    }

    /// Asks [#awaitStop] to return; from any thread.
    public void askToStop() {
        stopAsked.countDown();
    }

    /// Waits until somebody asks to stop, or the thread is interrupted.
    public void awaitStop() {
        try {
            stopAsked.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts the parts, runs until SIGTERM or SIGINT, stops the parts and ends the process with code 0, or with 1
    /// when a part could not start or stopping took longer than `grace`. Only for mains.
    public void runUntilSignal(List<Part> parts, Duration grace) {
        Thread hook = new Thread(() -> endOnSignal(grace), "end-on-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        start(parts);
        awaitStop();
        stop();
    }

    private void endOnSignal(Duration grace) {
        askToStop();
        boolean inTime = false;
        try {
            inTime = stopped.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // the process ends anyway
        }
        // without this the exit code would tell of the signal (143), which looks like a crash
        Runtime.getRuntime().halt(inTime && !failed ? 0 : 1);
    }
}
