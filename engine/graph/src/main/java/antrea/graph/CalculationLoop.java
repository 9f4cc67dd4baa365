package antrea.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The calculation of one process: takes batches out of the inbox, applies them to the sources, lets the
/// calculators settle, flushes the outlets, answers questions. One thread runs it with [#run]; tests drive it on
/// their own thread with [#settle].
public final class CalculationLoop implements Calculation {
    private static final int MAX_PASSES = 1000;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Named<T>(String name, T part) {}

    private final LongSupplier nanoTime;
    private final FaultListener faults;
    private final Inbox inbox = new Inbox();
    private final Map<SourceId<?, ?>, Source<?, ?>> sources = new LinkedHashMap<>();
    private final Set<SourceId<?, ?>> derived = new LinkedHashSet<>();
    private final List<Named<Calculator>> calculators = new ArrayList<>();
    private final List<Named<Outlet>> outlets = new ArrayList<>();
    private final List<Runnable> onSynced = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::dueNanos));
    private boolean synced;
    private boolean retryScheduled;

    /// `nanoTime` is a monotonic time in nanoseconds, for example `System::nanoTime`.
    public CalculationLoop(LongSupplier nanoTime, FaultListener faults) {
        this.nanoTime = nanoTime;
        this.faults = faults;
    }

    @Override
    @SuppressWarnings("unchecked") // the id carries the types, and each id has its own source
    public <K, V> Source<K, V> source(SourceId<K, V> id) {
        return (Source<K, V>) sources.computeIfAbsent(id, _ -> {
            for (SourceId<?, ?> other : sources.keySet()) {
                if (other.name().equals(id.name())) {
                    throw new CalculationFault("two sources are named " + id + ": use one constant for both");
                }
            }
            return new Source<>(id, (where, fault) -> fault(where, fault));
        });
    }

    @Override
    public <K, V> SourceInlet<K, V> inlet(SourceId<K, V> id) {
        if (derived.contains(id)) {
            throw new CalculationFault("source " + id + " is calculated and has no inlet");
        }
        return inbox.inlet(source(id));
    }

    @Override
    public <K, V> Derived<K, V> derive(SourceId<K, V> id) {
        if (!derived.add(id)) {
            throw new CalculationFault("two calculators claim source " + id);
        }
        Source<K, V> source = source(id);
        source.markSynced();
        return new Derived<>(source);
    }

    @Override
    public void calculator(String name, Calculator calculator) {
        calculators.add(new Named<>(name, calculator));
    }

    @Override
    public void outlet(String name, Outlet outlet) {
        outlets.add(new Named<>(name, outlet));
    }

    @Override
    public boolean isSynced() {
        return synced;
    }

    @Override
    public void onSynced(Runnable listener) {
        if (synced) {
            listener.run();
        } else {
            onSynced.add(listener);
        }
    }

    @Override
    public Alarm after(Duration delay, Runnable action) {
        Alarm alarm = new Alarm(nanoTime.getAsLong() + delay.toNanos(), action);
        alarms.add(alarm);
        return alarm;
    }

    @Override
    public void post(Runnable event) {
        inbox.event(event);
    }

    @Override
    public <T> CompletionStage<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        inbox.question(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /// Sources that have not yet delivered their first full list, for logs while a start waits.
    public List<SourceId<?, ?>> unsynced() {
        return sources.values().stream()
                .filter(s -> !s.isSynced())
                .<SourceId<?, ?>>map(Source::id)
                .toList();
    }

    /// Calculates until [#stop]; the calling thread becomes the calculation thread. An interrupt ends it as well.
    public void run() {
        try {
            // The first batch runs without input: a process without sources is in sync at once.
            batch(inbox.drain());
            while (!inbox.isClosed()) {
                inbox.await(untilNextAlarm());
                settle();
            }
        } catch (InterruptedException _) {
            System.getLogger("antrea.graph").log(System.Logger.Level.INFO, "Calculation interrupted, it ends");
        }
    }

    /// Any thread: ends [#run] after the batch at hand.
    public void stop() {
        inbox.close();
    }

    /// Works off all that is in the inbox and all alarms that are due, on the calling thread, and returns.
    public void settle() {
        Inbox.Batch batch = inbox.drain();
        while (!batch.isEmpty() || isAlarmDue()) {
            batch(batch);
            batch = inbox.drain();
        }
    }

    private void batch(Inbox.Batch batch) {
        for (Inbox.Pending<?, ?> change : batch.changes()) {
            change.apply();
        }
        for (Runnable event : batch.events()) {
            guarded("event", event);
        }
        ringAlarms();
        calculate();
        for (Named<Outlet> outlet : outlets) {
            guarded("outlet " + outlet.name, outlet.part::flush);
        }
        openGate();
        batch.questions().forEach(Runnable::run);
    }

    private void calculate() {
        long before;
        int passes = 0;
        do {
            before = changeCount();
            for (Named<Calculator> calculator : calculators) {
                guarded("calculator " + calculator.name, calculator.part::calculate);
            }
            if (++passes > MAX_PASSES) {
                fault("calculation", new CalculationFault("calculators feed each other without end"));
                return;
            }
        } while (before != changeCount());
    }

    private long changeCount() {
        long sum = 0;
        for (SourceId<?, ?> id : derived) {
            sum += source(id).changeCount();
        }
        return sum;
    }

    private void openGate() {
        if (synced || !unsynced().isEmpty()) {
            return;
        }
        synced = true;
        for (Runnable listener : onSynced) {
            guarded("listener of the in-sync gate", listener);
        }
        onSynced.clear();
    }

    private boolean isAlarmDue() {
        Alarm next = alarms.peek();
        return next != null && next.dueNanos() - nanoTime.getAsLong() <= 0;
    }

    private void ringAlarms() {
        while (isAlarmDue()) {
            Alarm due = alarms.remove();
            if (!due.isCancelled()) {
                guarded("alarm", due::ring);
            }
        }
    }

    private long untilNextAlarm() {
        Alarm next = alarms.peek();
        return next == null ? Long.MAX_VALUE : next.dueNanos() - nanoTime.getAsLong();
    }

    private void guarded(String where, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            fault(where, e);
        }
    }

    /// What a failed calculator left marked dirty is looked at again with the next batch; this makes sure of one.
    private void fault(String where, RuntimeException fault) {
        faults.observe(where, fault);
        if (!retryScheduled) {
            retryScheduled = true;
            after(RETRY, () -> retryScheduled = false);
        }
    }
}
