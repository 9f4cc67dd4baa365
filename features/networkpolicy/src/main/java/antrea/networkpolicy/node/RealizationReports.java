package antrea.networkpolicy.node;

import antrea.kube.client.ApiException;
import antrea.kube.client.Pause;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.networkpolicy.api.NetworkPolicyStatus.NodeStatus;
import antrea.runtime.log.RateLimitedLogger;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Tells the controller how far this Node has realised each policy. It asks and sends slowly, on a thread of its
/// own, so that it never stands in the way of enforcing: what changes again before its turn is told once.
public final class RealizationReports implements AutoCloseable {
    /// How a policy stands on this Node; empty when it is gone. Completes when the switch has it, or refuses it.
    interface Question {
        CompletionStage<Optional<Standing>> ask(String policy);
    }

    /// @param failure empty when all is in place
    record Standing(long generation, String failure) {}

    /// @param step between two questions or reports
    /// @param retry after a report that the controller did not take
    /// @param recheck of what the switch refused
    record Pace(Duration step, Duration retry, Duration recheck) {
        /// 50 a second.
        static final Pace STANDARD = new Pace(Duration.ofMillis(20), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    private final String nodeName;
    private final Consumer<NetworkPolicyStatus> controller;
    private final Pace pace;
    private final RateLimitedLogger failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final SequencedSet<String> toAsk = new LinkedHashSet<>();
    private final Set<String> asking = new HashSet<>();
    private final Map<String, Standing> toTell = new TreeMap<>();
    private final Map<String, Standing> told = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Thread thread = Thread.ofVirtual().name("policy-reports").unstarted(this::run);
    private Question question = _ -> {
        throw new IllegalStateException("nobody to ask");
    };
    private long nextRecheck;
    private long tellAt = System.nanoTime();
    private boolean closed;

    /// `controller` takes a report; it throws [ApiException] or [UncheckedIOException] when it does not.
    public RealizationReports(String nodeName, Consumer<NetworkPolicyStatus> controller) {
        this(nodeName, controller, Pace.STANDARD);
    }

    RealizationReports(String nodeName, Consumer<NetworkPolicyStatus> controller, Pace pace) {
        this.nodeName = nodeName;
        this.controller = controller;
        this.pace = pace;
        this.failures = new RateLimitedLogger(
                System.getLogger(RealizationReports.class.getName()), Duration.ofMinutes(1), InstantSource.system());
    }

    /// Whom to ask; before [#start].
    void ask(Question whom) {
        question = whom;
    }

    public void start() {
        thread.start();
    }

    /// Any thread: the policy is new, changed or gone.
    void touch(String policy) {
        locked(() -> toAsk.add(policy));
    }

    /// Any thread: the controller may be another one, which knows nothing yet.
    void tellAgain() {
        locked(() -> {
            told.forEach(toTell::putIfAbsent);
            told.clear();
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            Pause pause = Pause.ofThread();
            do {
                step();
            } while (pause.sleep(pace.step()) && !closedNow());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closedNow() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// What is next: a report, or else a question.
    private sealed interface Work {
        record Tell(String policy, Standing standing) implements Work {}

        record Ask(String policy) implements Work {}
    }

    private void step() throws InterruptedException {
        switch (next()) {
            case Work.Tell(String policy, Standing standing) -> tell(policy, standing);
            case Work.Ask(String policy) ->
                question.ask(policy)
                        .thenAccept(standing -> answered(policy, standing))
                        .whenComplete((_, fault) -> {
                            if (fault != null) {
                                lost(policy, fault);
                            }
                        });
        }
    }

    private Work next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                recheck();
                long untilTold = tellAt - System.nanoTime();
                if (!toTell.isEmpty() && untilTold <= 0) {
                    Map.Entry<String, Standing> first =
                            toTell.entrySet().iterator().next();
                    toTell.remove(first.getKey());
                    return new Work.Tell(first.getKey(), first.getValue());
                }
                for (String policy : toAsk) {
                    if (asking.add(policy)) {
                        toAsk.remove(policy);
                        return new Work.Ask(policy);
                    }
                }
                long most = pace.recheck().toNanos();
                news.awaitNanos(toTell.isEmpty() ? most : Math.min(most, untilTold));
            }
        } finally {
            lock.unlock();
        }
    }

    private void recheck() {
        if (!refused.isEmpty() && System.nanoTime() - nextRecheck >= 0) {
            toAsk.addAll(refused);
            refused.clear();
        }
    }

    private void answered(String policy, Optional<Standing> standing) {
        locked(() -> {
            asking.remove(policy);
            if (standing.isEmpty()) {
                told.remove(policy);
                toTell.remove(policy);
                refused.remove(policy);
                return;
            }
            if (!standing.get().equals(told.get(policy))) {
                toTell.put(policy, standing.get());
            }
            if (!standing.get().failure().isEmpty()) {
                refused.add(policy);
                nextRecheck = System.nanoTime() + pace.recheck().toNanos();
            }
        });
    }

    private void lost(String policy, Throwable fault) {
        locked(() -> asking.remove(policy));
        failures.log(Logger.Level.WARNING, "Unknown how a policy stands: policy={0} error=\"{1}\"", policy, fault);
    }

    private void tell(String policy, Standing standing) {
        NodeStatus status = new NodeStatus(
                nodeName, standing.generation(), !standing.failure().isEmpty(), standing.failure());
        try {
            controller.accept(new NetworkPolicyStatus(Metadata.of(policy, ""), List.of(status)));
            locked(() -> told.put(policy, standing));
        } catch (ApiException | UncheckedIOException e) {
            failures.log(Logger.Level.INFO, "The controller takes no reports: policy={0} error=\"{1}\"", policy, e);
            locked(() -> {
                toTell.putIfAbsent(policy, standing);
                tellAt = System.nanoTime() + pace.retry().toNanos();
            });
        }
    }

    @Override
    public void close() {
        locked(() -> closed = true);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
