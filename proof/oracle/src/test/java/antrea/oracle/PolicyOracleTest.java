package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The naive reading of NetworkPolicies is the verdict of the compiled flows: for random clusters, random packets.
///
/// Packets cross the switches of their two Nodes as in life: egress rules count where the source is, ingress rules
/// where the destination is.
class PolicyOracleTest {
    private static final Logger LOG = System.getLogger(PolicyOracleTest.class.getName());
    private static final int VERDICTS = Integer.getInteger("oracle.verdicts", 210_000);
    private static final int PER_CLUSTER = 1200;

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
        Verdicts compiled = new Verdicts(cluster, World.of(cluster, settings));
        NaivePolicies naive = new NaivePolicies(cluster);
        RandomProbes probes = new RandomProbes(random, cluster);
        for (int i = 0; i < PER_CLUSTER; i++) {
            Optional<Probe> probe = probes.next();
            if (probe.isEmpty()) {
                continue;
            }
            boolean expected = naive.allows(probe.get());
            if (compiled.allows(probe.get()) != expected) {
                throw mismatch(cluster, probe.get(), settings);
            }
            if (expected) {
                allowed++;
                assertTrue(i % 16 != 0 || compiled.answers(probe.get()), () -> "no answer to " + probe.get());
            } else {
                denied++;
                boolean host = i % 16 != 0 || probe.get().to().pod().isEmpty();
                assertTrue(
                        host || settings != Settings.PLAIN || compiled.allowsHost(probe.get()), () -> "host: " + probe);
            }
        }
    }

    private static boolean disagree(ClusterObjects cluster, Probe probe, Settings settings) {
        boolean ends = probe.from().pod().map(cluster.pods::containsKey).orElse(true)
                && probe.to().pod().map(cluster.pods::containsKey).orElse(true);
        return ends
                && new Verdicts(cluster, World.of(cluster, settings)).allows(probe)
                        != new NaivePolicies(cluster).allows(probe);
    }

    private AssertionError mismatch(ClusterObjects cluster, Probe probe, Settings settings) {
        ClusterObjects small = new Shrinker(c -> disagree(c, probe, settings)).shrink(cluster);
        return new AssertionError("-Doracle.seed=" + seed + "\n" + KubectlText.write(small) + "\n" + probe
                + "\nthe API says "
                + (new NaivePolicies(small).allows(probe) ? "allow" : "deny")
                + ", the flows do not:\n"
                + new Verdicts(small, World.of(small, settings)).describe(probe));
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
