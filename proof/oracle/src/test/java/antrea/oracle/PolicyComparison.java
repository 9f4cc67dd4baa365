package antrea.oracle;

import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/// Sends random packets through a cluster, and throws when one fares otherwise than its policies say: with the least
/// cluster that shows it, as YAML, and the seed.
final class PolicyComparison {
    private static final int PER_CLUSTER = 1200;
    /// Answers and packets of the host are asked for now and then only.
    private static final int SELDOM = 16;

    /// What can be wrong with a packet.
    enum Fault {
        VERDICT("another verdict"),
        ANSWER("no answer"),
        HOST("not even from the host");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    private final long seed;
    private final BiFunction<ClusterObjects, Settings, World> compiler;
    private int allowed;
    private int denied;

    /// `compiler`: how the flows of a cluster come about; a test of this class breaks it.
    PolicyComparison(long seed, BiFunction<ClusterObjects, Settings, World> compiler) {
        this.seed = seed;
        this.compiler = compiler;
    }

    int allowed() {
        return allowed;
    }

    int denied() {
        return denied;
    }

    void check(ClusterObjects cluster, Random random) {
        Settings settings = random.nextInt(4) == 0 ? Settings.USERSPACE : Settings.PLAIN;
        Verdicts compiled = verdicts(cluster, settings);
        NaivePolicies naive = new NaivePolicies(cluster);
        RandomProbes probes = new RandomProbes(random, cluster);
        for (int i = 0; i < PER_CLUSTER; i++) {
            Optional<Probe> next = probes.next();
            if (next.isEmpty()) {
                continue;
            }
            Probe probe = next.get();
            boolean expected = naive.allows(probe);
            if (compiled.allows(probe) != expected) {
                throw mismatch(Fault.VERDICT, cluster, probe, settings);
            }
            if (expected) {
                allowed++;
                if (i % SELDOM == 0 && !compiled.answers(probe)) {
                    throw mismatch(Fault.ANSWER, cluster, probe, settings);
                }
            } else {
                denied++;
                boolean fromHost = i % SELDOM == 0 && probe.to().pod().isPresent() && settings == Settings.PLAIN;
                if (fromHost && !compiled.allowsHost(probe)) {
                    throw mismatch(Fault.HOST, cluster, probe, settings);
                }
            }
        }
    }

    private Verdicts verdicts(ClusterObjects cluster, Settings settings) {
        return new Verdicts(cluster, compiler.apply(cluster, settings));
    }

    /// Whether the same is wrong in this cluster too.
    private boolean fails(Fault fault, ClusterObjects cluster, Probe probe, Settings settings) {
        boolean ends = probe.from().pod().map(cluster.pods::containsKey).orElse(true)
                && probe.to().pod().map(cluster.pods::containsKey).orElse(true);
        if (!ends) {
            return false;
        }
        boolean expected = new NaivePolicies(cluster).allows(probe);
        Verdicts compiled = verdicts(cluster, settings);
        return switch (fault) {
            case VERDICT -> compiled.allows(probe) != expected;
            case ANSWER -> expected && compiled.allows(probe) && !compiled.answers(probe);
            case HOST -> !expected && !compiled.allows(probe) && !compiled.allowsHost(probe);
        };
    }

    private AssertionError mismatch(Fault fault, ClusterObjects cluster, Probe probe, Settings settings) {
        ClusterObjects small = new Shrinker(c -> fails(fault, c, probe, settings)).shrink(cluster);
        Verdicts compiled = verdicts(small, settings);
        String api = new NaivePolicies(small).allows(probe) ? "allow" : "deny";
        String way =
                switch (fault) {
                    case VERDICT -> "the API says " + api + ", the flows do not:\n" + compiled.describe(probe);
                    case ANSWER -> "it arrives, but its answer does not:\n" + compiled.describeAnswer(probe);
                    case HOST -> "the Node's own packet has to arrive, but does not:\n" + compiled.describeHost(probe);
                };
        return new AssertionError(
                fault.text + ": -Doracle.seed=" + seed + "\n" + KubectlText.write(small) + "\n" + probe + "\n" + way);
    }
}
