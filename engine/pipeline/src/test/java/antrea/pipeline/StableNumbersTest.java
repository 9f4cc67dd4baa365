package antrea.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Numbers follow from the set of keys alone; what moves is told.
class StableNumbersTest {
    private static final Logger LOG = System.getLogger(StableNumbersTest.class.getName());
    private static final long SEED = Long.getLong("pipeline.seed", System.nanoTime());

    private static String key(int i) {
        return "key-" + i;
    }

    private static Map<String, Integer> numbers(StableNumbers<String> of, Iterable<String> keys) {
        Map<String, Integer> out = new TreeMap<>();
        keys.forEach(key -> out.put(key, of.of(key)));
        return out;
    }

    /// Few numbers for many keys, so that nearly all of them collide.
    @Test
    void orderOfComingAndGoingMeansNothing() {
        LOG.log(Logger.Level.INFO, "pipeline.seed={0}", Long.toString(SEED));
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(key(i));
            }
            StableNumbers<String> walked = new StableNumbers<>(100, 16);
            Set<String> present = new HashSet<>();
            for (int step = 0; step < 60; step++) {
                String key = all.get(random.nextInt(all.size()));
                Map<String, Integer> before = numbers(walked, present);
                Set<String> moved = present.contains(key) ? walked.remove(key) : walked.add(key);
                if (!present.add(key)) {
                    present.remove(key);
                }
                Map<String, Integer> after = numbers(walked, present);
                Set<String> changed = new HashSet<>(before.keySet());
                changed.retainAll(present);
                changed.removeIf(k -> Objects.equals(before.get(k), after.get(k)));
                assertEquals(changed, moved, "seed " + SEED);
            }
            List<String> shuffled = new ArrayList<>(present);
            Collections.shuffle(shuffled, random);
            StableNumbers<String> fresh = new StableNumbers<>(100, 16);
            shuffled.forEach(fresh::add);
            assertEquals(numbers(fresh, present), numbers(walked, present), "seed " + SEED);
            assertEquals(
                    present.size(),
                    new HashSet<>(numbers(walked, present).values()).size(),
                    "two with one number, seed " + SEED);
        }
    }

    @Test
    void numbersOfManyAreInRangeAndDistinct() {
        StableNumbers<String> numbers = new StableNumbers<>();
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            numbers.add(key(i));
        }
        for (int i = 0; i < 20_000; i++) {
            int number = numbers.of(key(i));
            assertTrue(number >= StableNumbers.FIRST, () -> "number " + number);
            given.add(number);
        }
        assertEquals(20_000, given.size());
    }

    @Test
    void unknownKeyHasNoNumber() {
        StableNumbers<String> numbers = new StableNumbers<>(5, 1);
        assertEquals(Set.of(), numbers.remove(key(1)));
        assertThrows(IllegalArgumentException.class, () -> numbers.of(key(1)));
        numbers.add(key(1));
        assertEquals(5, numbers.of(key(1)));
        assertThrows(IllegalStateException.class, () -> numbers.add(key(2)));
    }
}
