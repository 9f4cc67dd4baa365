package antrea.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.ManualTime;
import antrea.reconcile.testing.FakeDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ReconcilerLawsTest {
    enum Verb {
        PUT,
        REMOVE,
        STEP,
        DAMAGE,
        VANISH,
        MEND,
        REFUSE,
        AWAY,
        BACK,
        GATE,
        RESYNC,
        WAIT
    }

    record Step(Verb verb, String key, String value) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> keys = Arbitraries.of("a", "b", "c", "d");
        return Combinators.combine(Arbitraries.of(Verb.class), keys, Arbitraries.of("1", "2"))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /// Whatever is stated in whatever order and split, whatever is refused, away or damaged meanwhile: once
    /// reality answers again, it is what is desired, and whoever waited knows.
    @Property
    void realityBecomesWhatIsDesired(@ForAll("steps") List<Step> steps, @ForAll GatePolicy gate) {
        ManualTime time = new ManualTime();
        FakeDriver<String, String> driver = new FakeDriver<>();
        driver.reality().putAll(Map.of("a", "2", "x", "1"));
        Reconciler<String, String> reconciler = new Reconciler<>(
                new Reconciler.Settings("test", gate, Timing.DEFAULT), driver, time, () -> Instant.EPOCH);
        Map<String, String> desired = new HashMap<>();
        for (Step step : steps) {
            take(step, reconciler, driver, desired);
            if (step.verb == Verb.WAIT) {
                time.advance(Duration.ofSeconds(1));
            }
        }
        stepOnce(reconciler, driver);
        driver.comeBack();
        driver.refused().clear();
        reconciler.openGate();
        reconciler.resync();
        CompletableFuture<Outcome> done =
                reconciler.whenInPlace(desired.keySet()).toCompletableFuture();
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofMinutes(10));
            reconciler.step();
        }
        assertEquals(desired, driver.reality());
        assertTrue(done.isDone());
        assertTrue(reconciler.health().isHealthy());
        assertEquals(0, reconciler.health().pendingCount());
    }

    private static void take(
            Step step,
            Reconciler<String, String> reconciler,
            FakeDriver<String, String> driver,
            Map<String, String> desired) {
        switch (step.verb) {
            case PUT -> {
                desired.put(step.key, step.value);
                reconciler.submit(new Changes<>(Map.of(step.key, step.value), Set.of()));
            }
            case REMOVE -> {
                desired.remove(step.key);
                reconciler.submit(new Changes<>(Map.of(), Set.of(step.key)));
            }
            case STEP -> stepOnce(reconciler, driver);
            case DAMAGE -> {
                driver.reality().put(step.key, "damaged");
                reconciler.resync();
            }
            case VANISH -> {
                driver.reality().remove(step.key);
                reconciler.resync();
            }
            case MEND -> {
                Optional.ofNullable(desired.get(step.key))
                        .ifPresent(value -> driver.reality().put(step.key, value));
                reconciler.resync();
            }
            case REFUSE -> driver.refused().add(step.key);
            case AWAY -> driver.goAway();
            case BACK -> driver.comeBack();
            case GATE -> reconciler.openGate();
            case RESYNC -> reconciler.resync();
            case WAIT -> {}
        }
    }

    /// Who says that something is due at once has something to do at once; else its thread would never rest.
    private static void stepOnce(Reconciler<String, String> reconciler, FakeDriver<String, String> driver) {
        if (reconciler.step() == 0) {
            int before = driver.calls();
            reconciler.step();
            assertTrue(driver.calls() > before, "nothing was done at once");
        }
    }
}
