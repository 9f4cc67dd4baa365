package antrea.podnetwork.node;

import antrea.kube.client.Pause;
import antrea.kube.watch.Backoff;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Removals that nobody waits for: of devices, which takes the kernel some 20 ms each, and of what a failed ADD could
/// not undo. Each is tried until it succeeds, until the container is added again, or until the pause says that the
/// agent ends; the next start finds the rest by the files of the addresses, which go last.
final class PodRemovals {
    private static final Logger LOG = System.getLogger(PodRemovals.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    private final Pause pause;
    private final RandomGenerator random;
    private final Map<String, Removal> underWay = new ConcurrentHashMap<>();

    PodRemovals(Pause pause, RandomGenerator random) {
        this.pause = pause;
        this.random = random;
    }

    /// The work of one container, done once.
    private static final class Removal {
        private final Runnable work;
        private final ReentrantLock trying = new ReentrantLock();
        private boolean done;

        private Removal(Runnable work) {
            this.work = work;
        }

        /// Throws what the work throws; it is to be done again then.
        void apply() {
            trying.lock();
            try {
                if (!done) {
                    work.run();
                    done = true;
                }
            } finally {
                trying.unlock();
            }
        }

        /// After a try that is under way there is none.
        void end() {
            trying.lock();
            try {
                done = true;
            } finally {
                trying.unlock();
            }
        }
    }

    /// Takes the place of what is under way for that container. On a platform thread: the call to the kernel would
    /// hold on to the carrier of a virtual one.
    ///
    /// @param work what is already gone does not hinder it
    void begin(String containerId, String hostName, Runnable work) {
        Removal removal = new Removal(work);
        Optional.ofNullable(underWay.put(containerId, removal)).ifPresent(Removal::end);
        Thread.ofPlatform().daemon().name("pod-removal").start(() -> run(containerId, hostName, removal));
    }

    private void run(String containerId, String hostName, Removal removal) {
        int failures = 0;
        do {
            failures++;
            try {
                removal.apply();
                underWay.remove(containerId, removal);
                return;
            } catch (RuntimeException e) {
                LOG.log(
                        Logger.Level.WARNING,
                        "removal failed, tried again: interface={0} container={1} failures={2}: {3}",
                        hostName,
                        containerId,
                        failures,
                        e.getMessage());
            }
        } while (pause.sleep(BACKOFF.after(failures, random)));
    }

    /// A container that comes again must not lose to its own removal, nor be taken for what it was: does now what is
    /// under way for it. Throws what that throws.
    void finish(String containerId) {
        Optional.ofNullable(underWay.get(containerId)).ifPresent(Removal::apply);
    }
}
