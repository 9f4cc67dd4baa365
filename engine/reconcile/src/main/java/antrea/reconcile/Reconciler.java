package antrea.reconcile;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/// Makes one plane of reality equal to what is desired, on a thread of its own: takes changes, applies the
/// difference through the driver, retries what was refused, reads reality again from time to time and repairs
/// drift. It does the same after a start, a lost connection and a foreign hand. A change is applied as soon as the
/// driver is free; what comes meanwhile makes the next batch.
public final class Reconciler<K, V> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("antrea.reconcile");
    private static final int TEXTS_LOGGED = 20;

    /// What stays the same over the life of a reconciler.
    public record Settings(String plane, GatePolicy gate, Timing timing) {}

    private final Settings settings;
    private final Driver<K, V> driver;
    private final LongSupplier nanoTime;
    private final InstantSource wallClock;
    private final Mailbox<K, V> mailbox = new Mailbox<>();
    private final DeltaMap<K, V> delta = new DeltaMap<>();
    private final Refusals<K> refusals;
    private final Set<K> ownSinceStart = new HashSet<>();
    private final List<Mailbox.Waiter<K>> waiters = new ArrayList<>();
    private boolean gateOpen;
    private boolean known;
    private long lastRead;
    private int faultCount;
    private long planeRetryAt;
    private Optional<Instant> lastSuccess = Optional.empty();
    private Optional<String> fault = Optional.of("not read yet");
    private volatile PlaneHealth health;

    /// `nanoTime` is monotonic (`System::nanoTime`); `wallClock` stamps the health.
    public Reconciler(Settings settings, Driver<K, V> driver, LongSupplier nanoTime, InstantSource wallClock) {
        this.settings = settings;
        this.driver = driver;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
        this.refusals = new Refusals<>(settings.timing);
        this.health = new PlaneHealth(lastSuccess, 0, 0, Map.of(), fault);
    }

    /// Any thread: desired state changes.
    public void submit(Changes<K, V> changes) {
        mailbox.submit(changes);
    }

    /// Any thread: desired state is complete now; from here on everything else may be deleted.
    public void openGate() {
        mailbox.openGate();
    }

    /// Any thread: read reality again, now, even if it did not answer a moment ago, and try again what it refused.
    public void resync() {
        mailbox.requestResync();
    }

    /// Any thread: completes when these keys, as desired by what was submitted before, are in place (or gone), or
    /// one of them has been refused.
    public CompletionStage<Outcome> whenInPlace(Set<K> keys) {
        return mailbox.await(keys);
    }

    /// Any thread: as of the last step.
    public PlaneHealth health() {
        return health;
    }

    /// Starts a virtual thread that works until [#close].
    public Thread start() {
        return Thread.ofVirtual().name("reconcile-" + settings.plane).start(this::run);
    }

    /// Works until [#close] or an interrupt, on the calling thread.
    public void run() {
        try {
            while (!mailbox.isClosed()) {
                mailbox.awaitNews(step());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends [#run] after the step at hand. What is in reality stays there.
    @Override
    public void close() {
        mailbox.close();
    }

    /// Does what is due now, on the calling thread; returns after how many nanoseconds something will be due
    /// again. [#run] is a loop around it; tests call it themselves.
    public long step() {
        Mailbox.Mail<K, V> mail = mailbox.take();
        accept(mail);
        long now = nanoTime.getAsLong();
        if (mail.resync()) {
            refusals.retryAll(now);
        }
        boolean reading = !known
                || mail.resync()
                || now - lastRead >= settings.timing.resync().toNanos();
        if (faultCount == 0 || mail.resync() || now - planeRetryAt >= 0) {
            try {
                if (reading) {
                    read();
                }
                apply();
                succeeded();
            } catch (DriverException e) {
                failed(e);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Fault in a driver: plane=" + settings.plane, e);
                failed(new DriverException("fault in the driver: " + e, e));
            }
        }
        publish();
        return nanosUntilNext();
    }

    private void accept(Mailbox.Mail<K, V> mail) {
        mail.changes().forEach((key, value) -> {
            refusals.clear(key);
            value.ifPresentOrElse(wanted -> delta.desire(key, wanted), () -> delta.undesire(key));
        });
        waiters.addAll(mail.waiters());
        if (mail.gateOpen() && !gateOpen) {
            gateOpen = true;
            ownSinceStart.clear();
        }
    }

    private void read() {
        boolean first = !known;
        int pendingBefore = delta.pendingCount();
        known = false;
        delta.foundAll(driver.readActual());
        refusals.keep(delta::isPending);
        known = true;
        lastRead = nanoTime.getAsLong();
        if (!first && delta.pendingCount() > pendingBefore) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Reality had drifted and will be repaired: plane=" + settings.plane + " differences="
                            + (delta.pendingCount() - pendingBefore));
        }
    }

    private void apply() {
        Delta<K, V> due = due();
        if (due.isEmpty()) {
            return;
        }
        known = false; // until the driver has come back, nobody knows what it did
        Map<K, String> refused = driver.apply(due);
        known = true;
        due.additions().forEach((key, value) -> settle(key, Optional.of(value), refused));
        due.changes().forEach((key, value) -> settle(key, Optional.of(value), refused));
        due.deletions().forEach((key, _) -> settle(key, Optional.empty(), refused));
        log(refused);
    }

    private void settle(K key, Optional<V> now, Map<K, String> refused) {
        if (refused.containsKey(key)) {
            return;
        }
        refusals.clear(key);
        if (!gateOpen) {
            ownSinceStart.add(key);
        }
        now.ifPresentOrElse(value -> delta.found(key, value), () -> delta.gone(key));
    }

    private void log(Map<K, String> refused) {
        long now = nanoTime.getAsLong();
        int logged = 0;
        for (Map.Entry<K, String> refusal : refused.entrySet()) {
            boolean isNew = refusals.add(refusal.getKey(), refusal.getValue(), now);
            if (isNew && logged++ < TEXTS_LOGGED) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Refused, will be tried again: plane=" + settings.plane + " key="
                                + driver.text(refusal.getKey()) + " reason=" + refusal.getValue());
            }
        }
    }

    private Delta<K, V> due() {
        if (!gateOpen && settings.gate == GatePolicy.ALL_AT_ONCE) {
            return new Delta<>(Map.of(), Map.of(), Map.of());
        }
        long now = nanoTime.getAsLong();
        Map<K, V> additions = new HashMap<>();
        Map<K, V> changes = new HashMap<>();
        Map<K, V> deletions = new HashMap<>();
        delta.pendingUpdates().forEach((key, value) -> {
            if (refusals.mayTry(key, now) && mayTouch(key)) {
                (delta.isOutdated(key) ? changes : additions).put(key, value);
            }
        });
        delta.pendingDeletions().forEach((key, value) -> {
            if (refusals.mayTry(key, now) && mayTouch(key)) {
                deletions.put(key, value);
            }
        });
        return new Delta<>(additions, changes, deletions);
    }

    private boolean mayTouch(K key) {
        return gateOpen || !delta.isOutdated(key) || ownSinceStart.contains(key);
    }

    private void succeeded() {
        faultCount = 0;
        fault = Optional.empty();
        lastSuccess = Optional.of(wallClock.instant());
        if (gateOpen) {
            driver.observeInStep();
        }
        answerWaiters();
    }

    private void failed(DriverException e) {
        known = false;
        faultCount++;
        planeRetryAt = nanoTime.getAsLong() + settings.timing.retryNanos(faultCount);
        String reason = String.valueOf(e.getMessage());
        if (!fault.equals(Optional.of(reason))) {
            // Before the first answer the other side may just be starting.
            LOG.log(
                    lastSuccess.isPresent() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    "No answer, everything will be read again: plane=" + settings.plane + " reason=" + reason);
        }
        fault = Optional.of(reason);
    }

    private void answerWaiters() {
        waiters.removeIf(waiter -> {
            Map<String, String> reasons = new HashMap<>();
            boolean open = false;
            for (K key : waiter.keys()) {
                Optional<String> refusal = refusals.reason(key);
                refusal.ifPresent(reason -> reasons.put(driver.text(key), reason));
                open |= refusal.isEmpty() && delta.isPending(key);
            }
            if (!reasons.isEmpty()) {
                waiter.outcome().complete(new Outcome.Refused(reasons));
                return true;
            }
            return !open && waiter.outcome().complete(new Outcome.Realized());
        });
    }

    private void publish() {
        health = new PlaneHealth(
                lastSuccess, delta.desiredCount(), delta.pendingCount(), refusals.texts(driver::text), fault);
    }

    private long nanosUntilNext() {
        long now = nanoTime.getAsLong();
        if (faultCount > 0) {
            return Math.max(0, planeRetryAt - now);
        }
        long untilResync = Math.max(0, lastRead + settings.timing.resync().toNanos() - now);
        return Math.min(untilResync, refusals.nanosUntilNext(now, this::mayTouch));
    }
}
