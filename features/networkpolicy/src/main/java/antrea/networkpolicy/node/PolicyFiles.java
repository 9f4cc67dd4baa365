package antrea.networkpolicy.node;

import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.runtime.log.RateLimitedLogger;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The last word of the controller in files, for a start while it is away: what the original keeps in the same
/// place. Files are written on a thread of their own, behind the watches; what follows quickly upon another change
/// of the same object is written once.
public final class PolicyFiles implements AutoCloseable {
    /// Where the original keeps them.
    public static final Path DEFAULT_ROOT = Path.of("/var/run/antrea/networkpolicy");

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration COMPLAINTS = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Duration retry;
    private final StoredFolder<NetworkPolicy> policies;
    private final StoredFolder<AddressGroup> addressGroups;
    private final StoredFolder<AppliedToGroup> appliedToGroups;
    private final Thread thread = Thread.ofVirtual().name("policy-files").unstarted(this::run);
    private boolean waiting;
    private boolean closed;

    public PolicyFiles(Path root) {
        this(root, RETRY, InstantSource.system());
    }

    /// `retry`: how long after a failed write the next one is tried.
    PolicyFiles(Path root, Duration retry, InstantSource clock) {
        this.retry = retry;
        Logger log = System.getLogger(PolicyFiles.class.getName());
        RateLimitedLogger failures = new RateLimitedLogger(log, COMPLAINTS, clock);
        policies = new StoredFolder<>(ControlPlaneKind.POLICIES, root, this::tell, failures);
        addressGroups = new StoredFolder<>(ControlPlaneKind.ADDRESS_GROUPS, root, this::tell, failures);
        appliedToGroups = new StoredFolder<>(ControlPlaneKind.APPLIED_TO_GROUPS, root, this::tell, failures);
    }

    StoredObjects<NetworkPolicy> policies() {
        return new StoredPolicies(policies, appliedToGroups);
    }

    StoredObjects<AddressGroup> addressGroups() {
        return addressGroups;
    }

    StoredObjects<AppliedToGroup> appliedToGroups() {
        return appliedToGroups;
    }

    public void start() {
        thread.start();
    }

    private void tell() {
        lock.lock();
        try {
            waiting = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean done = true;
        while (awaitNews(done)) {
            done = apply();
        }
        apply();
    }

    /// Waits for something to do, or for the time to try again. False at the end.
    private boolean awaitNews(boolean done) {
        lock.lock();
        try {
            long left = retry.toNanos();
            while (!closed && (done ? !waiting : left > 0)) {
                if (done) {
                    news.await();
                } else {
                    left = news.awaitNanos(left);
                }
            }
            waiting = false;
            return !closed;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Groups before the policies that name them: a state that is cut off in between denies too much, not too
    /// little. Where it has lost a group to which a policy applies, [StoredPolicies] sees it.
    private boolean apply() {
        boolean done = true;
        for (StoredFolder<?> folder : List.of(addressGroups, appliedToGroups, policies)) {
            done &= folder.apply();
        }
        return done;
    }

    /// Writes what is left and ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
