package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.ObjectKey;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The naive reading of NetworkPolicies is the verdict of the compiled flows: for random clusters, random packets.
///
/// Packets cross the switches of their two Nodes as in life: egress rules count where the source is, ingress rules
/// where the destination is.
class PolicyOracleTest {
    private static final Logger LOG = System.getLogger(PolicyOracleTest.class.getName());
    private static final int VERDICTS = Integer.getInteger("oracle.verdicts", 210_000);
    private static final int PER_CLUSTER = 1200;

    /// How the flows of a cluster come about; a test breaks it.
    private BiFunction<ClusterObjects, Settings, World> compiler = World::of;

    private final long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);
    private int allowed;
    private int denied;

    @Test
    void compiledFlowsSayWhatThePoliciesSay() {
        LOG.log(Logger.Level.INFO, "oracle seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        int clusters = 0;
        while (allowed + denied < VERDICTS) {
            check(new RandomCluster(random).cluster(), random);
            clusters++;
        }
        LOG.log(
                Logger.Level.INFO,
                "oracle agrees verdicts={0} allowed={1} denied={2} clusters={3} seed={4}",
                Integer.toString(allowed + denied),
                Integer.toString(allowed),
                Integer.toString(denied),
                Integer.toString(clusters),
                Long.toString(seed));
        assertTrue(allowed > VERDICTS / 10 && denied > VERDICTS / 10, "a test of one answer only");
    }

    private void check(ClusterObjects cluster, Random random) {
        Settings settings = random.nextInt(4) == 0 ? Settings.USERSPACE : Settings.PLAIN;
        Verdicts compiled = verdicts(cluster, settings);
        NaivePolicies naive = new NaivePolicies(cluster);
        RandomProbes probes = new RandomProbes(random, cluster);
        for (int i = 0; i < PER_CLUSTER; i++) {
            Optional<Probe> probe = probes.next();
            if (probe.isEmpty()) {
                continue;
            }
            boolean expected = naive.allows(probe.get());
            if (compiled.allows(probe.get()) != expected) {
                throw mismatch("another verdict", cluster, probe.get(), settings);
            }
            if (expected) {
                allowed++;
                if (i % 16 == 0 && !compiled.answers(probe.get())) {
                    throw mismatch("no answer", cluster, probe.get(), settings);
                }
            } else {
                denied++;
                boolean fromHost = i % 16 == 0 && probe.get().to().pod().isPresent() && settings == Settings.PLAIN;
                if (fromHost && !compiled.allowsHost(probe.get())) {
                    throw mismatch("not even from the host", cluster, probe.get(), settings);
                }
            }
        }
    }

    private Verdicts verdicts(ClusterObjects cluster, Settings settings) {
        return new Verdicts(cluster, compiler.apply(cluster, settings));
    }

    /// Whether the same is wrong in this cluster too.
    private boolean fails(String what, ClusterObjects cluster, Probe probe, Settings settings) {
        boolean ends = probe.from().pod().map(cluster.pods::containsKey).orElse(true)
                && probe.to().pod().map(cluster.pods::containsKey).orElse(true);
        if (!ends) {
            return false;
        }
        boolean expected = new NaivePolicies(cluster).allows(probe);
        Verdicts compiled = verdicts(cluster, settings);
        return switch (what) {
            case "no answer" -> expected && compiled.allows(probe) && !compiled.answers(probe);
            case "not even from the host" -> !expected && !compiled.allowsHost(probe);
            default -> compiled.allows(probe) != expected;
        };
    }

    private AssertionError mismatch(String what, ClusterObjects cluster, Probe probe, Settings settings) {
        ClusterObjects small = new Shrinker(c -> fails(what, c, probe, settings)).shrink(cluster);
        return new AssertionError(what + ": -Doracle.seed=" + seed + "\n" + KubectlText.write(small) + "\n" + probe
                + "\nthe API says "
                + (new NaivePolicies(small).allows(probe) ? "allow" : "deny")
                + ", the flows do not:\n"
                + verdicts(small, settings).describe(probe));
    }

    /// Flows that lack one policy are found, and what is printed is that policy, those it needs, and the ends.
    @Test
    void aPolicyThatIsMissingInTheFlowsIsFoundAndPrintedSmall() {
        Random random = new Random(seed);
        AssertionError found = assertThrows(AssertionError.class, () -> {
            for (int i = 0; i < 100; i++) {
                ClusterObjects cluster = new RandomCluster(random).cluster();
                if (cluster.policies.isEmpty()) {
                    continue;
                }
                ObjectKey culprit = cluster.policies.keySet().iterator().next();
                compiler = (objects, settings) -> {
                    ClusterObjects without = objects.copy();
                    without.policies.remove(culprit);
                    return World.of(without, settings);
                };
                check(cluster, random);
            }
        });
        String text = String.valueOf(found.getMessage());
        assertTrue(text.startsWith("another verdict: -Doracle.seed=" + seed + "\n"), text);
        int policies = occurrences(text, "kind: NetworkPolicy\n"); // one that allows needs another that isolates
        assertTrue(1 <= policies && policies <= 3, text);
        int pods = occurrences(text, "kind: Pod\n");
        assertTrue(1 <= pods && pods <= 3, text);
        assertTrue(occurrences(text, "kind: Namespace\n") <= 3, text);
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void whatIsPrintedIsReadBackAsItWas() {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            ClusterObjects cluster = new RandomCluster(random).cluster();
            ClusterObjects read = new ClusterObjects();
            ObjectYaml.read(KubectlText.write(cluster), "printed", read);
            assertEquals(cluster.nodes, read.nodes);
            assertEquals(cluster.namespaces, read.namespaces);
            assertEquals(cluster.policies, read.policies);
            assertEquals(cluster.pods, read.pods);
        }
    }
}
