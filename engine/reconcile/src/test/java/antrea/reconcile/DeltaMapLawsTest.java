package antrea.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class DeltaMapLawsTest {
    enum Verb {
        DESIRE,
        UNDESIRE,
        FOUND,
        GONE,
        FOUND_ALL
    }

    record Step(Verb verb, int key, String value) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> values = Arbitraries.of("a", "b", "c");
        return Combinators.combine(
                        Arbitraries.of(Verb.class), Arbitraries.integers().between(0, 5), values)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /// Two plain maps that say what must be true.
    private static final class Model {
        final Map<Integer, String> desired = new HashMap<>();
        final Map<Integer, String> actual = new HashMap<>();
        final DeltaMap<Integer, String> delta = new DeltaMap<>();

        void take(Step step) {
            switch (step.verb) {
                case DESIRE -> {
                    desired.put(step.key, step.value);
                    delta.desire(step.key, step.value);
                }
                case UNDESIRE -> {
                    desired.remove(step.key);
                    delta.undesire(step.key);
                }
                case FOUND -> {
                    actual.put(step.key, step.value);
                    delta.found(step.key, step.value);
                }
                case GONE -> {
                    actual.remove(step.key);
                    delta.gone(step.key);
                }
                case FOUND_ALL -> {
                    actual.clear();
                    actual.putAll(Map.of(step.key, step.value, 9, "z"));
                    delta.foundAll(Map.copyOf(actual));
                }
            }
        }

        void check() {
            Set<Integer> keys = new HashSet<>(desired.keySet());
            keys.addAll(actual.keySet());
            keys.addAll(List.of(0, 1, 2, 3, 4, 5, 9));
            for (int key : keys) {
                assertEquals(Optional.ofNullable(desired.get(key)), delta.desired(key));
                assertEquals(Optional.ofNullable(actual.get(key)), delta.actual(key));
            }
            Map<Integer, String> updates = new HashMap<>(desired);
            updates.entrySet().removeIf(e -> e.getValue().equals(actual.get(e.getKey())));
            assertEquals(updates, delta.pendingUpdates());
            Map<Integer, String> deletions = new HashMap<>(actual);
            deletions.keySet().removeAll(desired.keySet());
            assertEquals(deletions, delta.pendingDeletions());
            Map<Integer, String> listed = new HashMap<>();
            delta.forEachDesired(listed::put);
            assertEquals(desired, listed);
            assertEquals(desired.size(), delta.desiredCount());
        }
    }

    @Property
    void differenceIsThatOfTwoPlainMaps(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        for (Step step : steps) {
            model.take(step);
            model.check();
        }
    }

    @Property
    void applyingTheDifferenceMakesActualEqualToDesired(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(model::take);
        Map.copyOf(model.delta.pendingUpdates()).forEach((key, value) -> model.take(new Step(Verb.FOUND, key, value)));
        Set.copyOf(model.delta.pendingDeletions().keySet()).forEach(key -> model.take(new Step(Verb.GONE, key, "")));
        model.check();
        assertEquals(model.desired, model.actual);
        assertEquals(0, model.delta.pendingCount());
        assertTrue(model.delta.pendingUpdates().isEmpty());
    }
}
