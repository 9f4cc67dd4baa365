package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.networkpolicy.node.RealizationReports.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a Node tells the controller about its policies.
class RealizationReportsTest {
    private static final RealizationReports.Pace FAST =
            new RealizationReports.Pace(Duration.ZERO, Duration.ofMillis(5), Duration.ofMillis(20));

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<Optional<Standing>>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();
    private final RealizationReports reports = new RealizationReports("n1", this::take, FAST);

    private void take(NetworkPolicyStatus status) {
        if (away.get()) {
            throw new UncheckedIOException(new IOException("no ready endpoint"));
        }
        NetworkPolicyStatus.NodeStatus node = status.nodes().getFirst();
        told.add(status.metadata().name() + " " + node.nodeName() + " " + node.generation() + " "
                + (node.realizationFailure() ? node.message() : "realized"));
    }

    private CompletionStage<Optional<Standing>> answer(String policy) {
        questions.incrementAndGet();
        return answers.computeIfAbsent(policy, _ -> new CompletableFuture<>());
    }

    private void stands(String policy, long generation, String failure) {
        answers.put(policy, CompletableFuture.completedFuture(Optional.of(new Standing(generation, failure))));
    }

    private void start() {
        reports.ask(this::answer);
        reports.start();
    }

    @AfterEach
    void close() {
        reports.close();
    }

    private static void await(Supplier<Boolean> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.get()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.onSpinWait();
        }
    }

    @Test
    void generationIsToldWhenTheSwitchHasIt() {
        start();
        CompletableFuture<Optional<Standing>> answer = new CompletableFuture<>();
        answers.put("p", answer);
        reports.touch("p");
        await(() -> questions.get() == 1);
        assertEquals(List.of(), told);
        answer.complete(Optional.of(new Standing(4, "")));
        await(() -> told.equals(List.of("p n1 4 realized")));
    }

    @Test
    void sameStandingIsToldOnce() {
        start();
        stands("p", 1, "");
        reports.touch("p");
        await(() -> told.size() == 1);
        reports.touch("p");
        await(() -> questions.get() == 2);
        stands("p", 2, "");
        reports.touch("p");
        await(() -> told.equals(List.of("p n1 1 realized", "p n1 2 realized")));
    }

    @Test
    void refusalIsToldAndLookedAtAgainUntilItIsMended() {
        start();
        stands("p", 1, "1 refused");
        reports.touch("p");
        await(() -> told.equals(List.of("p n1 1 1 refused")) && questions.get() > 2);
        stands("p", 1, "");
        await(() -> told.equals(List.of("p n1 1 1 refused", "p n1 1 realized")));
    }

    @Test
    void reportWaitsWhileTheControllerIsAwayAndTheNewestIsTold() {
        away.set(true);
        start();
        stands("p", 1, "");
        reports.touch("p");
        await(() -> questions.get() == 1);
        stands("p", 2, "");
        reports.touch("p");
        await(() -> questions.get() == 2);
        away.set(false);
        await(() -> told.contains("p n1 2 realized"));
    }

    @Test
    void newControllerIsToldEverythingAgain() {
        start();
        stands("p", 1, "");
        stands("q", 3, "");
        reports.touch("p");
        reports.touch("q");
        await(() -> told.size() == 2);
        reports.tellAgain();
        await(() -> told.size() == 4);
        assertEquals(2, told.stream().distinct().count());
    }

    @Test
    void policyThatIsGoneIsToldNoMore() {
        start();
        stands("p", 1, "");
        reports.touch("p");
        await(() -> told.size() == 1);
        answers.put("p", CompletableFuture.completedFuture(Optional.empty()));
        stands("q", 1, "");
        reports.touch("p");
        reports.touch("q");
        await(() -> told.size() == 2);
        reports.tellAgain();
        await(() -> told.size() == 3);
        assertEquals(List.of("p n1 1 realized", "q n1 1 realized", "q n1 1 realized"), told);
    }
}
