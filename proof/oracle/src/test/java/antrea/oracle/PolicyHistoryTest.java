package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever changes came before: the flows of a Node are those of an agent that has just started, but for the
/// numbers of rules. Changes reach controller and Nodes in any order, one by one or together, and connections
/// break.
class PolicyHistoryTest {
    private static final Logger LOG = System.getLogger(PolicyHistoryTest.class.getName());
    private static final int HISTORIES = Integer.getInteger("oracle.histories", 10);
    private static final int STEPS = 25;
    private static final int PROBES = 20;

    private final long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);

    @Test
    void flowsDependOnThePresentOnly() {
        LOG.log(Logger.Level.INFO, "history seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            new History(random).run();
        }
    }

    private final class History {
        private final Random random;
        private final RandomCluster words;
        private final ClusterObjects cluster;
        private final World world;
        private final List<String> told = new ArrayList<>();

        History(Random random) {
            this.random = random;
            this.words = new RandomCluster(random);
            this.cluster = words.cluster();
            this.world = World.of(cluster, Settings.PLAIN);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    change();
                }
                tell();
                compare();
            }
            List<String> policies = new ArrayList<>();
            cluster.policies.keySet().forEach(k -> policies.add(k.toString()));
            cluster.policies.clear();
            told.add("all policies go: " + policies);
            tell();
            compare();
        }

        private void tell() {
            int way = random.nextInt(4);
            told.add("told in way " + way);
            switch (way) {
                case 0 -> world.become(cluster);
                case 1 -> {
                    world.becomeInController(cluster);
                    world.becomeOnNodes(cluster);
                }
                case 2 -> {
                    world.becomeOnNodes(cluster);
                    world.becomeInController(cluster);
                }
                default -> {
                    String node = cluster.nodes.keySet().iterator().next().name();
                    world.become(cluster);
                    world.reconnect(node);
                }
            }
        }

        private void compare() {
            World fresh = World.of(cluster, Settings.PLAIN);
            fresh.rigs().forEach((node, rig) -> {
                List<String> expected = RuleSignatures.of(rig);
                List<String> actual = RuleSignatures.of(world.rig(node));
                if (!expected.equals(actual)) {
                    List<String> missing = new ArrayList<>(expected);
                    actual.forEach(missing::remove);
                    List<String> left = new ArrayList<>(actual);
                    expected.forEach(left::remove);
                    throw new AssertionError("-Doracle.seed=" + seed + " at " + node + "\nmissing "
                            + String.join("\n  ", missing) + "\nleft over " + String.join("\n  ", left) + "\nafter\n  "
                            + String.join("\n  ", told) + "\n" + KubectlText.write(cluster));
                }
            });
            Verdicts compiled = new Verdicts(cluster, world);
            NaivePolicies naive = new NaivePolicies(cluster);
            RandomProbes probes = new RandomProbes(random, cluster);
            for (int i = 0; i < PROBES; i++) {
                Optional<Probe> probe = probes.next();
                probe.ifPresent(p -> assertEquals(
                        naive.allows(p),
                        compiled.allows(p),
                        () -> "-Doracle.seed=" + seed + " " + p + " after\n" + String.join("\n", told) + "\n"
                                + compiled.describe(p)));
            }
        }

        private void change() {
            switch (random.nextInt(8)) {
                case 0 -> put(words.pod(cluster));
                case 1 ->
                    anyPod().ifPresent(p -> {
                        cluster.pods.remove(p.meta().key());
                        told.add("Pod gone " + p.meta().key());
                    });
                case 2 -> anyPod().ifPresent(p -> put(relabelled(p)));
                case 3 -> anyPod().ifPresent(p -> put(moved(p, words.pod(cluster))));
                case 4 -> {
                    Namespace namespace = words.namespace(words.pickNamespace());
                    cluster.add(namespace);
                    told.add("Namespace " + namespace.meta().name() + " "
                            + namespace.meta().labels());
                }
                case 5 ->
                    any(cluster.policies.keySet()).ifPresent(key -> {
                        cluster.policies.remove(key);
                        told.add("policy gone " + key);
                    });
                default -> {
                    NetworkPolicy policy = words.policy("p" + random.nextInt(8), words.pickNamespace());
                    cluster.add(policy);
                    told.add("policy " + policy.meta().key());
                }
            }
        }

        private void put(Pod pod) {
            cluster.add(pod);
            told.add("Pod " + pod.meta().key() + " " + pod.meta().labels() + " " + pod.ips() + " " + pod.nodeName());
        }

        private Pod relabelled(Pod pod) {
            return new Pod(pod.meta().withLabels(words.podLabels()), pod.spec(), pod.status());
        }

        /// The same name again, somewhere else and with other addresses.
        private Pod moved(Pod pod, Pod other) {
            return new Pod(pod.meta(), other.spec(), other.status());
        }

        private Optional<Pod> anyPod() {
            return any(cluster.pods.keySet()).flatMap(key -> Optional.ofNullable(cluster.pods.get(key)));
        }

        private Optional<ObjectKey> any(Iterable<ObjectKey> keys) {
            List<ObjectKey> all = new ArrayList<>();
            keys.forEach(all::add);
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
        }
    }
}
