package antrea.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.graph.SourceId;
import antrea.graph.testing.ManualCalculation;
import antrea.reconcile.testing.FakeDriver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PlaneTest {
    private static final SourceId<String, Integer> PODS = SourceId.named("pods");

    private final ManualCalculation calculation = new ManualCalculation();
    private final FakeDriver<String, String> driver = new FakeDriver<>();
    private final Reconciler<String, String> reconciler = new Reconciler<>(
            new Reconciler.Settings("test", GatePolicy.ALL_AT_ONCE, Timing.DEFAULT),
            driver,
            new antrea.graph.testing.ManualTime(),
            () -> Instant.EPOCH);
    private final Plane<String, String> plane = new Plane<>(
            "switch", calculation.loop(), reconciler, value -> value.substring(0, 2), ConflictListener.throwing());
    private final DesiredSet<Integer> flows = plane.kind("flow", number -> "f" + number);
    private final DesiredSet<Integer> groups = plane.kind("group", number -> "g" + 10 / number);

    PlaneTest() {
        calculation.loop().source(PODS).observe((name, _, pod) -> {
            Owner owner = new Owner("podnetwork", name);
            flows.state(owner, pod.stream().toList());
            groups.state(owner, pod.stream().toList());
        });
    }

    @Test
    void allKindsOfABatchArriveTogetherWhenInputsAreInSync() {
        calculation.put(PODS, "a", 1);
        calculation.put(PODS, "b", 2);
        calculation.settle();
        reconciler.step();
        assertEquals(Map.of(), driver.reality());
        calculation.sync();
        reconciler.step();
        assertEquals(Map.of("f1", "f1", "f2", "f2", "g1", "g10", "g5", "g5"), driver.reality());
        assertEquals(1, driver.applied().size());
    }

    @Test
    void anOwnerIsRealizedWhenAllItsKindsAre() {
        calculation.sync();
        reconciler.step();
        calculation.put(PODS, "a", 1);
        CompletableFuture<Outcome> done =
                plane.whenRealized(new Owner("podnetwork", "a")).toCompletableFuture();
        calculation.settle();
        assertFalse(done.isDone());
        driver.refused().add("g1");
        reconciler.step();
        assertEquals(new Outcome.Refused(Map.of("g1", "refused by the test")), done.join());
    }

    @Test
    void aValueThatDoesNotRenderFallsOnItsOwnerAndNothingElseChanges() {
        Owner owner = new Owner("podnetwork", "a");
        groups.state(owner, List.of(5));
        assertThrows(ArithmeticException.class, () -> groups.state(owner, List.of(2, 0)));
        calculation.sync();
        reconciler.step();
        assertEquals(Map.of("g2", "g2"), driver.reality());
    }
}
