package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.Protocol;
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
class GroupNumbersTest {
    private static final long SEED = Long.getLong("service.seed", System.nanoTime());

    private static ServicePort.Key key(int i) {
        IpAddress address =
                IpAddress.parse(i % 2 == 0 ? "10.96.0.1" : "fd00:96::1").plus(i);
        return new ServicePort.Key(new ObjectKey("ns", "web-" + i), "http", Protocol.TCP, 80, address);
    }

    private static Map<ServicePort.Key, Integer> numbers(GroupNumbers of, Iterable<ServicePort.Key> keys) {
        Map<ServicePort.Key, Integer> out = new TreeMap<>();
        keys.forEach(key -> out.put(key, of.of(key)));
        return out;
    }

    /// Few numbers for many keys, so that nearly all of them collide.
    @Test
    void orderOfComingAndGoingMeansNothing() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            List<ServicePort.Key> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(key(i));
            }
            GroupNumbers walked = new GroupNumbers(100, 16);
            Set<ServicePort.Key> present = new HashSet<>();
            for (int step = 0; step < 60; step++) {
                ServicePort.Key key = all.get(random.nextInt(all.size()));
                Map<ServicePort.Key, Integer> before = numbers(walked, present);
                Set<ServicePort.Key> moved = present.contains(key) ? walked.remove(key) : walked.add(key);
                if (!present.add(key)) {
                    present.remove(key);
                }
                Map<ServicePort.Key, Integer> after = numbers(walked, present);
                Set<ServicePort.Key> changed = new HashSet<>(before.keySet());
                changed.retainAll(present);
                changed.removeIf(k -> Objects.equals(before.get(k), after.get(k)));
                assertEquals(changed, moved, "seed " + SEED);
            }
            List<ServicePort.Key> shuffled = new ArrayList<>(present);
            Collections.shuffle(shuffled, random);
            GroupNumbers fresh = new GroupNumbers(100, 16);
            shuffled.forEach(fresh::add);
            assertEquals(numbers(fresh, present), numbers(walked, present), "seed " + SEED);
            assertEquals(
                    present.size(),
                    new HashSet<>(numbers(walked, present).values()).size(),
                    "two with one number, seed " + SEED);
        }
    }

    /// This number is in the switches of running clusters: a change of the text or of the hash renumbers them all.
    @Test
    void numberOfAKeyIsTheSameInEveryVersion() {
        GroupNumbers numbers = new GroupNumbers();
        numbers.add(key(0));
        assertEquals("ns/web-0:http/TCP/80@10.96.0.1", key(0).toString());
        assertEquals(1_992_291_178, numbers.of(key(0)));
    }

    @Test
    void numbersOfManyAreInRangeAndDistinct() {
        GroupNumbers numbers = new GroupNumbers();
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            numbers.add(key(i));
        }
        for (int i = 0; i < 20_000; i++) {
            int number = numbers.of(key(i));
            assertTrue(number >= GroupNumbers.FIRST, () -> "number " + number);
            given.add(number);
        }
        assertEquals(20_000, given.size());
    }

    @Test
    void unknownKeyHasNoNumber() {
        GroupNumbers numbers = new GroupNumbers(5, 1);
        assertEquals(Set.of(), numbers.remove(key(1)));
        assertThrows(IllegalArgumentException.class, () -> numbers.of(key(1)));
        numbers.add(key(1));
        assertEquals(5, numbers.of(key(1)));
        assertThrows(IllegalStateException.class, () -> numbers.add(key(2)));
    }
}
