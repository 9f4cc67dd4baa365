package antrea.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.ManualTime;
import antrea.reconcile.testing.FakeDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Timing TIMING =
            new Timing(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final ManualTime time = new ManualTime();
    private final FakeDriver<String, String> driver = new FakeDriver<>();
    private Reconciler<String, String> reconciler = reconciler(GatePolicy.ADDITIONS_ONLY);

    private Reconciler<String, String> reconciler(GatePolicy gate) {
        return new Reconciler<>(new Reconciler.Settings("test", gate, TIMING), driver, time, () -> NOW);
    }

    private void put(String key, String value) {
        reconciler.submit(new Changes<>(Map.of(key, value), Set.of()));
    }

    private void remove(String key) {
        reconciler.submit(new Changes<>(Map.of(), Set.of(key)));
    }

    private CompletableFuture<Outcome> await(String... keys) {
        return reconciler.whenInPlace(Set.of(keys)).toCompletableFuture();
    }

    @Test
    void whatIsDesiredComesIntoBeingAndIsAwaited() {
        put("a", "1");
        CompletableFuture<Outcome> done = await("a");
        assertFalse(done.isDone());
        reconciler.step();
        assertEquals(Map.of("a", "1"), driver.reality());
        assertEquals(new Outcome.Realized(), done.join());
        assertEquals(new PlaneHealth(Optional.of(NOW), 1, 0, Map.of(), Optional.empty()), reconciler.health());
    }

    @Test
    void onlyDifferencesAreTouchedAfterAStart() {
        driver.reality().putAll(Map.of("same", "1", "other", "old", "leftover", "1"));
        reconciler.openGate();
        reconciler.submit(new Changes<>(Map.of("same", "1", "other", "new", "missing", "1"), Set.of()));
        reconciler.step();
        Delta<String, String> touched = driver.applied().getFirst();
        assertEquals(new Delta<>(Map.of("missing", "1"), Map.of("other", "new"), Map.of("leftover", "1")), touched);
        assertEquals(Map.of("same", "1", "other", "new", "missing", "1"), driver.reality());
    }

    @Test
    void beforeTheGateOpensNothingUnknownIsChangedOrDeleted() {
        driver.reality().putAll(Map.of("other", "old", "leftover", "1"));
        reconciler.submit(new Changes<>(Map.of("other", "new", "mine", "1"), Set.of()));
        reconciler.step();
        assertEquals(Map.of("other", "old", "leftover", "1", "mine", "1"), driver.reality());
        remove("mine");
        reconciler.step();
        assertEquals(Map.of("other", "old", "leftover", "1"), driver.reality());
        reconciler.openGate();
        reconciler.step();
        assertEquals(Map.of("other", "new"), driver.reality());
    }

    @Test
    void allAtOnceDoesNothingBeforeTheGateOpens() {
        reconciler = reconciler(GatePolicy.ALL_AT_ONCE);
        driver.reality().put("leftover", "1");
        put("mine", "1");
        CompletableFuture<Outcome> done = await("mine");
        reconciler.step();
        assertEquals(0, driver.applied().size());
        assertFalse(done.isDone());
        reconciler.openGate();
        reconciler.step();
        assertEquals(1, driver.applied().size());
        assertEquals(Map.of("mine", "1"), driver.reality());
        assertTrue(done.isDone());
    }

    @Test
    void whatWasRefusedAndIsThereByAnotherHandIsNotTriedAgain() {
        reconciler.openGate();
        driver.refused().add("route");
        put("route", "1");
        reconciler.step();
        driver.reality().put("route", "1");
        reconciler.resync();
        assertEquals(TimeUnit.MINUTES.toNanos(1), reconciler.step());
        assertEquals(Map.of(), reconciler.health().failing());
        time.advance(Duration.ofSeconds(10));
        assertEquals(TimeUnit.SECONDS.toNanos(50), reconciler.step());
    }

    @Test
    void whatCouldNotBeRemovedAndHasGoneIsForgotten() {
        driver.reality().put("set", "1");
        driver.refused().add("set");
        reconciler.openGate();
        reconciler.step();
        assertEquals(Set.of("set"), reconciler.health().failing().keySet());
        driver.reality().clear();
        reconciler.resync();
        assertEquals(TimeUnit.MINUTES.toNanos(1), reconciler.step());
        assertEquals(Map.of(), reconciler.health().failing());
    }

    @Test
    void aRefusedKeyDoesNotHoldUpOthersAndIsTriedAgainWithGrowingDelay() {
        driver.refused().add("bad");
        reconciler.submit(new Changes<>(Map.of("bad", "1", "good", "1"), Set.of()));
        CompletableFuture<Outcome> bad = await("bad");
        CompletableFuture<Outcome> good = await("good");
        assertEquals(TimeUnit.MILLISECONDS.toNanos(100), reconciler.step());
        assertEquals(new Outcome.Refused(Map.of("bad", "refused by the test")), bad.join());
        assertEquals(new Outcome.Realized(), good.join());
        assertEquals(Map.of("bad", "refused by the test"), reconciler.health().failing());
        reconciler.step();
        assertEquals(1, driver.applied().size());
        time.advance(Duration.ofMillis(100));
        assertEquals(TimeUnit.MILLISECONDS.toNanos(200), reconciler.step());
        driver.refused().clear();
        time.advance(Duration.ofMillis(200));
        reconciler.step();
        assertEquals(Map.of("bad", "1", "good", "1"), driver.reality());
        assertTrue(reconciler.health().isHealthy());
    }

    @Test
    void aNewValueOfARefusedKeyIsTriedAtOnce() {
        driver.refused().add("bad");
        put("bad", "1");
        reconciler.step();
        driver.refused().clear();
        put("bad", "2");
        reconciler.step();
        assertEquals(Map.of("bad", "2"), driver.reality());
    }

    @Test
    void anOutageIsWaitedForAndEverythingIsReadAgain() {
        put("a", "1");
        reconciler.step();
        driver.goAway();
        put("b", "1");
        CompletableFuture<Outcome> done = await("b");
        assertEquals(TimeUnit.MILLISECONDS.toNanos(100), reconciler.step());
        assertFalse(done.isDone());
        assertEquals(
                Optional.of("the test has switched it off"), reconciler.health().fault());
        driver.reality().clear();
        driver.comeBack();
        time.advance(Duration.ofMillis(100));
        reconciler.step();
        assertEquals(Map.of("a", "1", "b", "1"), driver.reality());
        assertTrue(done.isDone());
    }

    @Test
    void driftIsRepairedOnScheduleAndOnDemand() {
        reconciler.openGate();
        put("a", "1");
        reconciler.step();
        driver.reality().put("a", "damaged");
        reconciler.step();
        assertEquals(Map.of("a", "damaged"), driver.reality());
        reconciler.resync();
        reconciler.step();
        assertEquals(Map.of("a", "1"), driver.reality());
        driver.reality().clear();
        driver.reality().put("foreign", "1");
        time.advance(Duration.ofMinutes(1));
        reconciler.step();
        assertEquals(Map.of("a", "1"), driver.reality());
    }

    @Test
    void changesBetweenStepsCollapse() {
        reconciler.openGate();
        put("a", "1");
        reconciler.step();
        remove("a");
        put("a", "1");
        put("b", "1");
        remove("b");
        reconciler.step();
        assertEquals(1, driver.applied().size());
    }

    @Test
    void whoWithdrewIsToldWhenItIsGone() {
        reconciler.openGate();
        put("a", "1");
        reconciler.step();
        remove("a");
        CompletableFuture<Outcome> done = await();
        assertFalse(done.isDone());
        reconciler.step();
        assertEquals(new Outcome.Realized(), done.join());
        assertEquals(Map.of(), driver.reality());
    }

    @Test
    void itsOwnThreadWorksUntilClosed() throws Exception {
        reconciler = new Reconciler<>(
                new Reconciler.Settings("test", GatePolicy.ADDITIONS_ONLY, TIMING),
                driver,
                System::nanoTime,
                () -> NOW);
        Thread thread = reconciler.start();
        for (int i = 0; i < 100; i++) {
            put("a" + i, "1");
            assertEquals(new Outcome.Realized(), await("a" + i).get(10, TimeUnit.SECONDS));
        }
        reconciler.close();
        thread.join();
        assertEquals(100, driver.reality().size());
    }
}
