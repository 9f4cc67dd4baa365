package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.openflow.codec.OxmField;
import antrea.pipeline.Flow;
import java.lang.System.Logger;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The naive reading of NetworkPolicies is the verdict of the compiled flows: for random clusters, random packets.
///
/// Packets cross the switches of their two Nodes as in life: egress rules count where the source is, ingress rules
/// where the destination is.
class PolicyOracleTest {
    private static final Logger LOG = System.getLogger(PolicyOracleTest.class.getName());
    private static final int VERDICTS = Integer.getInteger("oracle.verdicts", 210_000);
    private static final Set<String> POLICY_TABLES = Set.of("AntreaPolicyEgressRule", "AntreaPolicyIngressRule");

    private final long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);

    @Test
    void compiledFlowsSayWhatThePoliciesSay() {
        LOG.log(Logger.Level.INFO, "oracle seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        PolicyComparison comparison = new PolicyComparison(seed, World::of);
        int clusters = 0;
        while (comparison.allowed() + comparison.denied() < VERDICTS) {
            comparison.check(new RandomCluster(random).cluster(), random);
            clusters++;
        }
        int allowed = comparison.allowed();
        int denied = comparison.denied();
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

    /// What the comparison says of flows that are broken so.
    private String finding(UnaryOperator<ClusterObjects> given, Predicate<Flow> lost, Random random) {
        PolicyComparison comparison = new PolicyComparison(seed, (cluster, settings) -> {
            World world = World.of(given.apply(cluster), settings);
            world.rigs().values().forEach(rig -> rig.lose(lost));
            return world;
        });
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> {
                    for (int i = 0; i < 100; i++) {
                        comparison.check(new RandomCluster(random).cluster(), random);
                    }
                },
                () -> "broken flows were not found, -Doracle.seed=" + seed);
        return String.valueOf(found.getMessage());
    }

    /// One to three policies, the two ends, and no more than they need; and how to see it again.
    private void assertSmall(String fault, String text) {
        assertTrue(text.startsWith(fault + ": -Doracle.seed=" + seed + "\n"), text);
        int policies = occurrences(text, "kind: NetworkPolicy\n"); // one that allows needs another that isolates
        assertTrue(1 <= policies && policies <= 3, text);
        for (String kind : List.of("Node", "Namespace", "Pod")) {
            int objects = occurrences(text, "kind: " + kind + "\n");
            assertTrue(1 <= objects && objects <= 2, text);
        }
    }

    @Test
    void aPolicyThatIsMissingInTheFlowsIsFoundAndPrintedSmall() {
        Random random = new Random(seed);
        String culprit = "p0"; // every cluster has one
        UnaryOperator<ClusterObjects> without = cluster -> {
            ClusterObjects copy = cluster.copy();
            copy.policies.keySet().removeIf(key -> key.name().equals(culprit));
            return copy;
        };
        String text = finding(without, _ -> false, random);
        assertSmall("another verdict", text);
        assertEquals(1, occurrences(text, "name: " + culprit + "\n"), text);
    }

    @Test
    void answersThatPoliciesStopAreFoundAndPrintedSmall() {
        String text = finding(
                UnaryOperator.identity(),
                flow -> POLICY_TABLES.contains(flow.table().name())
                        && flow.match().get(OxmField.CT_STATE).isPresent(),
                new Random(seed));
        assertSmall("no answer", text);
    }

    @Test
    void packetsOfTheNodeThatPoliciesStopAreFoundAndPrintedSmall() {
        String text = finding(
                UnaryOperator.identity(),
                flow -> flow.table().name().equals("IngressSecurityClassifier")
                        && flow.match().get(OxmField.CT_STATE).isPresent(),
                new Random(seed));
        assertSmall("not even from the host", text);
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
