package antrea.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CompactSetTest {
    @Property(tries = 300)
    void behavesAsASetByIdentity(@ForAll @Size(max = 120) List<@IntRange(min = 0, max = 79) Integer> steps) {
        List<Object> pool = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pool.add(new Object());
        }
        CompactSet<Object> set = new CompactSet<>();
        Set<Object> naive = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int step : steps) {
            Object element = pool.get(step % 40);
            // additions are more likely, so that the set becomes large
            if (step < 60) {
                assertEquals(naive.add(element), set.add(element));
            } else {
                assertEquals(naive.remove(element), set.remove(element));
            }
            assertEquals(naive.size(), set.size());
            assertEquals(naive.contains(pool.getFirst()), set.contains(pool.getFirst()));
        }
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        set.forEach(found::add);
        assertEquals(naive, found);
    }
}
