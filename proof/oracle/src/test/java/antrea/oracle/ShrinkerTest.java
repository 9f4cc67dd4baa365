package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import antrea.kube.object.ObjectKey;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    @Test
    void onlyWhatTheFaultNeedsIsLeft() {
        ClusterObjects large = new RandomCluster(new Random(7)).cluster();
        ObjectKey pod = large.pods.keySet().iterator().next();
        assertFalse(large.policies.isEmpty());
        ClusterObjects small = new Shrinker(c -> c.pods.containsKey(pod)).shrink(large);
        assertEquals(Set.of(pod), small.pods.keySet());
        assertEquals(Set.of(), small.policies.keySet());
        assertEquals(
                Set.of(pod.namespace()),
                Set.copyOf(
                        small.namespaces.keySet().stream().map(ObjectKey::name).toList()));
        assertEquals(
                Set.of(Objects.requireNonNull(large.pods.get(pod)).nodeName()),
                Set.copyOf(small.nodes.keySet().stream().map(ObjectKey::name).toList()));
    }
}
