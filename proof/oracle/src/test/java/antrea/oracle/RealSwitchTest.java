package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.Pod;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real Open vSwitch with the features' own flows: it takes all of them, and it does with packets what the
/// switch in memory does, so that what the other tests say of packets holds.
@Tag("ovs")
class RealSwitchTest {
    private static final Logger LOG = System.getLogger(RealSwitchTest.class.getName());
    private static final int PACKETS = 4000;
    private static final int PACKETS_OF_A_GOLDEN = 120;
    private static final int ROUNDS = 4;

    private final long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);

    RealSwitchTest() {
        LOG.log(Logger.Level.INFO, "oracle.seed={0}", Long.toString(seed));
    }

    private static Set<Integer> ports(ClusterObjects cluster, String node) {
        Set<Integer> out = new TreeSet<>(List.of(Facts.TUNNEL, Facts.GATEWAY));
        for (Pod pod : cluster.pods.values()) {
            if (pod.nodeName().equals(node) && Facts.hasInterface(pod)) {
                out.add(Facts.interfaceOf(pod).port());
            }
        }
        return out;
    }

    private void report(String what, Agreement.Numbers numbers) {
        LOG.log(Logger.Level.INFO, "real switch agrees on {0} oracle.seed={1} {2}", what, Long.toString(seed), numbers);
    }

    @Test
    void everyGoldenIsTakenWholeAndForwardsAsTheTraceSays() {
        List<GoldenFlowsTest.Case> cases =
                Repository.goldenCases().stream().map(GoldenFlowsTest::read).toList();
        Set<Integer> ports = new TreeSet<>();
        cases.forEach(golden -> ports.addAll(ports(golden.cluster(), golden.node())));
        Agreement.Numbers sum = Agreement.Numbers.NONE;
        try (RealSwitch real = new RealSwitch(ports)) {
            for (GoldenFlowsTest.Case golden : cases) {
                NodeRig rig = golden.rig();
                Agreement agreement = new Agreement(real, rig);
                Set<Object> keys = new HashSet<>();
                agreement.flows().forEach(f -> keys.add(f.key()));
                assertEquals(keys.size(), agreement.flows().size(), "two flows with one key in " + golden.folder());
                assertEquals(agreement.flows().size(), real.dump().size(), () -> golden.folder()
                        .toString());
                assertTrue(real.dumpMeters().contains("meter=256 pktps burst stats"), real::dumpMeters);
                RandomTraffic traffic = new RandomTraffic(seed, golden.cluster(), rig);
                agreement.exchange(traffic, sum.packets() + 1, PACKETS_OF_A_GOLDEN, 2);
                sum = sum.plus(compare(agreement, golden.folder()));
            }
        }
        report(cases.size() + " goldens", sum);
    }

    private Agreement.Numbers compare(Agreement agreement, Path what) {
        try {
            return agreement.compare();
        } catch (AssertionError e) {
            throw new AssertionError(what + ", -Doracle.seed=" + seed, e);
        }
    }

    @Test
    void randomPacketsEndWhereTheTraceSays() {
        ClusterObjects cluster = new ClusterObjects();
        Path walk = Path.of("src/test/resources/walk.yaml");
        ObjectYaml.read(Repository.read(walk), "walk.yaml", cluster);
        NodeRig rig = World.of(cluster, Settings.PROXY_ALL).rig("n1");
        try (RealSwitch real = new RealSwitch(ports(cluster, "n1"))) {
            Agreement agreement = new Agreement(real, rig);
            agreement.exchange(new RandomTraffic(seed, cluster, rig), 1, PACKETS, ROUNDS);
            Agreement.Numbers numbers = compare(agreement, walk);
            report("walk.yaml", numbers);
            assertTrue(numbers.delivered() > PACKETS / 4, () -> "few packets were delivered: " + numbers);
            assertTrue(numbers.translated() > PACKETS / 20, () -> "few packets were translated: " + numbers);
            assertTrue(numbers.used() > numbers.flows() / 2, () -> "few flows were used: " + numbers);
        }
    }
}
