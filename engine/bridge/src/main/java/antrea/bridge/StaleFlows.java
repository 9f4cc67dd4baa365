package antrea.bridge;

import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.vswitch.SwitchControl;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Bounds the life of flows that a datapath keeps although the tables say otherwise, where
/// [DatapathProfile#keepsStaleFlows]: such a flow lives as long as its traffic, and may let through what a policy
/// forbids. A moment after a commit the datapath forgets all it knows (`revalidator/purge`, ovs-vswitchd(8)), and asks
/// the tables anew.
public final class StaleFlows implements CommitListener, AutoCloseable {
    private static final Logger LOG = System.getLogger(StaleFlows.class.getName());

    /// By then the switch has gone through its datapath after a commit, so that nothing is kept afterwards.
    public static final Duration AFTER_COMMIT = Duration.ofSeconds(1);

    private final CommitListener next;
    private final Supplier<SwitchControl> control;
    private final Supplier<Optional<String>> version;
    private final DatapathProfile datapath;
    private final Duration afterCommit;
    private final Semaphore commits = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("stale-flows").unstarted(this::run);

    /// @param next hears of every commit too
    /// @param control asked at each time, since the switch may have been started again
    /// @param version of the switch, as long as it is known
    public StaleFlows(
            CommitListener next,
            Supplier<SwitchControl> control,
            Supplier<Optional<String>> version,
            DatapathProfile datapath,
            Duration afterCommit) {
        this.next = next;
        this.control = control;
        this.version = version;
        this.datapath = datapath;
        this.afterCommit = afterCommit;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void observe(Operation operation, int count, int refused, Duration latency) {
        next.observe(operation, count, refused, latency);
        if (count > 0) {
            commits.release();
        }
    }

    private void run() {
        boolean told = false;
        try {
            while (true) {
                commits.acquire();
                boolean _ = new Semaphore(0).tryAcquire(afterCommit.toNanos(), TimeUnit.NANOSECONDS);
                commits.drainPermits();
                Optional<String> affected = version.get().filter(datapath::keepsStaleFlows);
                if (affected.isPresent()) {
                    if (!told) {
                        told = true;
                        tell(affected.get());
                    }
                    purge();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(String version) {
        LOG.log(
                Logger.Level.WARNING,
                "Open vSwitch {0} may keep stale flows in its userspace datapath, so the datapath is emptied {1} s"
                        + " after each change; upgrade Open vSwitch to 2.17.8, 3.0.5, 3.1.3, 3.2 or newer",
                version,
                AFTER_COMMIT.toSeconds());
    }

    private void purge() {
        try {
            control.get().call("revalidator/purge");
        } catch (OvsdbException e) {
            LOG.log(Logger.Level.WARNING, "cannot empty the datapath, tried again: {0}", e.getMessage());
            commits.release();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
