package antrea.controller;

import antrea.kube.client.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Does something again and again on a thread of its own, the first time at once.
final class Periodic {
    private static final System.Logger LOG = System.getLogger(Periodic.class.getName());

    private final String name;
    private final Duration interval;
    private final Runnable work;
    private final AtomicReference<Optional<Thread>> thread = new AtomicReference<>(Optional.empty());

    Periodic(String name, Duration interval, Runnable work) {
        this.name = name;
        this.interval = interval;
        this.work = work;
    }

    void start() {
        thread.set(Optional.of(Thread.ofVirtual().name(name).start(this::run)));
    }

    private void run() {
        Pause pause = Pause.ofThread();
        do {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Failed, work=" + name, e);
            }
        } while (pause.sleep(interval));
    }

    void stop() {
        thread.getAndSet(Optional.empty()).ifPresent(Thread::interrupt);
    }
}
