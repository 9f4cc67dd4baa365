package antrea.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CalculationLoopTest {
    private static final SourceId<String, Integer> PODS = SourceId.named("pods");
    private static final SourceId<String, Integer> NODES = SourceId.named("nodes");
    private static final SourceId<String, Integer> SUMS = SourceId.named("sums");

    private final ManualCalculation calculation = new ManualCalculation();
    private final CalculationLoop loop = calculation.loop();
    private final List<String> log = new ArrayList<>();

    private void logChanges() {
        loop.source(PODS).observe((key, before, after) -> log.add(key + " " + text(before) + ">" + text(after)));
    }

    private static String text(Optional<Integer> value) {
        return value.map(String::valueOf).orElse("-");
    }

    @Test
    void changesOfAKeyCoalesceToTheLastOne() {
        logChanges();
        calculation.put(PODS, "a", 1);
        calculation.put(PODS, "a", 2);
        calculation.put(PODS, "b", 1);
        calculation.remove(PODS, "b");
        calculation.settle();
        assertEquals(List.of("a ->2"), log);
        calculation.put(PODS, "a", 3);
        calculation.remove(PODS, "a");
        calculation.put(PODS, "a", 2);
        calculation.settle();
        assertEquals(List.of("a ->2"), log);
        calculation.remove(PODS, "a");
        calculation.settle();
        assertEquals(List.of("a ->2", "a 2>-"), log);
    }

    @Test
    void aFullListReplacesWhatIsThereAndWhatCameBeforeIt() {
        calculation.put(PODS, "a", 1);
        calculation.put(PODS, "b", 1);
        calculation.settle();
        logChanges();
        log.clear();
        calculation.put(PODS, "lost", 1);
        calculation.inlet(PODS).replaceAll(Map.of("a", 1, "c", 1));
        calculation.put(PODS, "d", 1);
        calculation.settle();
        assertEquals(Set.of("b 1>-", "c ->1", "d ->1"), Set.copyOf(log));
        assertEquals(Map.of("a", 1, "c", 1, "d", 1), loop.source(PODS).entries());
    }

    @Test
    void calculatorsFeedEachOtherUntilTheySettleThenOutletsFlushOnce() {
        Derived<String, Integer> sums = loop.derive(SUMS);
        loop.calculator(
                "reader first", () -> log.add("sum " + text(loop.source(SUMS).get("all"))));
        loop.calculator(
                "writer",
                () -> sums.put(
                        "all",
                        loop.source(PODS).values().stream().mapToInt(i -> i).sum()));
        loop.outlet("out", () -> log.add("flush"));
        calculation.put(PODS, "a", 1);
        calculation.put(PODS, "b", 2);
        calculation.settle();
        assertEquals(List.of("sum -", "sum 3", "flush"), log);
    }

    @Test
    void theGateOpensAfterTheFirstFullStateHasBeenFlushed() {
        loop.source(NODES);
        loop.onSynced(() -> log.add("gate"));
        loop.outlet("out", () -> log.add("flush"));
        calculation.inlet(PODS).markSynced();
        calculation.settle();
        assertFalse(loop.isSynced());
        assertEquals(List.of(NODES), loop.unsynced());
        calculation.inlet(NODES).replaceAll(Map.of("n", 1));
        calculation.inlet(NODES).markSynced();
        calculation.settle();
        assertTrue(loop.isSynced());
        assertEquals(List.of("flush", "flush", "gate"), log);
        loop.onSynced(() -> log.add("late"));
        assertEquals("late", log.getLast());
    }

    @Test
    void questionsAreAnsweredAfterWhatCameBeforeThem() throws Exception {
        loop.outlet("out", () -> log.add("flush"));
        calculation.put(PODS, "a", 1);
        int size = calculation.ask(() -> {
            log.add("asked");
            return loop.source(PODS).size();
        });
        assertEquals(1, size);
        assertEquals(List.of("flush", "asked"), log);
        var failed = loop.ask(() -> {
            throw new IllegalStateException("no answer");
        });
        calculation.settle();
        assertThrows(
                ExecutionException.class, () -> failed.toCompletableFuture().get());
    }

    @Test
    void alarmsRingInOrderUnlessCancelled() {
        loop.after(Duration.ofSeconds(2), () -> log.add("two"));
        loop.after(Duration.ofSeconds(1), () -> log.add("one"));
        Alarm cancelled = loop.after(Duration.ofSeconds(1), () -> log.add("never"));
        cancelled.cancel();
        calculation.advance(Duration.ofMillis(999));
        assertEquals(List.of(), log);
        calculation.advance(Duration.ofSeconds(5));
        assertEquals(List.of("one", "two"), log);
    }

    @Test
    void aFaultOfOneCalculatorLeavesTheOthersAndIsTriedAgain() {
        ManualTime time = new ManualTime();
        CalculationLoop tolerant =
                new CalculationLoop(time, (where, fault) -> log.add(where + ": " + fault.getMessage()));
        Dirty<String> dirty = new Dirty<>();
        List<String> broken = new ArrayList<>(List.of("b"));
        tolerant.source(PODS).observe((key, _, _) -> dirty.mark(key));
        tolerant.calculator(
                "pods",
                () -> dirty.drain(key -> {
                    if (broken.contains(key)) {
                        throw new IllegalStateException("broken");
                    }
                    log.add("did " + key);
                }));
        tolerant.calculator("other", () -> log.add("other"));
        tolerant.inlet(PODS).replaceAll(Map.of("a", 1, "b", 1));
        tolerant.settle();
        assertEquals(
                List.of("did a", "calculator pods: calculation failed for key b: broken", "other"), List.copyOf(log));
        log.clear();
        broken.clear();
        time.advance(Duration.ofSeconds(1));
        tolerant.settle();
        assertEquals(List.of("did b", "other"), log);
    }

    @Test
    void anIndexFollowsItsSource() {
        Index<Integer, String> byParity = loop.source(PODS).index(value -> List.of(value % 2));
        calculation.inlet(PODS).replaceAll(Map.of("a", 1, "b", 2, "c", 3));
        calculation.settle();
        assertEquals(Set.of("a", "c"), byParity.keys(1));
        calculation.put(PODS, "a", 4);
        calculation.remove(PODS, "c");
        calculation.settle();
        assertEquals(Set.of("a", "b"), byParity.keys(0));
        assertEquals(Set.of(), byParity.keys(1));
        assertEquals(Set.of(0), byParity.properties());
    }

    @Test
    void wiringFaultsAreRefused() {
        loop.derive(SUMS);
        assertThrows(CalculationFault.class, () -> loop.derive(SUMS));
        assertThrows(CalculationFault.class, () -> loop.inlet(SUMS));
        assertThrows(CalculationFault.class, () -> loop.source(SourceId.named("sums")));
        SourceId<String, Integer> endless = SourceId.named("endless");
        Derived<String, Integer> counter = loop.derive(endless);
        loop.calculator(
                "endless", () -> counter.put("n", counter.source().get("n").orElse(0) + 1));
        calculation.put(PODS, "a", 1);
        assertThrows(CalculationFault.class, calculation::settle);
    }

    @Test
    void otherThreadsAreHeardByARunningLoop() throws Exception {
        CalculationLoop running = new CalculationLoop(System::nanoTime, FaultListener.throwing());
        running.source(PODS);
        Thread thread = Thread.ofPlatform().start(running::run);
        for (int i = 0; i < 1000; i++) {
            running.inlet(PODS).put("p" + i, i);
        }
        int size = running.ask(() -> running.source(PODS).size())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertEquals(1000, size);
        running.stop();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertFalse(thread.isAlive());
    }
}
