package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.feature.testing.RecordedDesired;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.PortRange;
import antrea.net.Protocol;
import antrea.networkpolicy.api.NetworkPolicyRule.Direction;
import antrea.pipeline.StableNumbers;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What rules leave in the switch follows from the rules that there are, and not from what came before.
class RuleRowsTest {
    private static final Logger LOG = System.getLogger(RuleRowsTest.class.getName());
    private static final long SEED = Long.getLong("networkpolicy.seed", System.nanoTime());

    private static final class Subject {
        final RecordedDesired desired = new RecordedDesired();
        final AuditRegistry registry = new AuditRegistry();
        final StableNumbers<RulePart> numbers;
        final RuleRows rows;

        /// Few numbers, so that most rules want one that another has.
        Subject(int count) {
            numbers = new StableNumbers<>(2, count);
            rows = new RuleRows(new RuleFlows(Set.of(IpFamily.V4, IpFamily.V6)), registry, numbers);
        }

        void install(RuleKey key, List<CompiledRule> rules) {
            rows.install(key, rules, label(key), desired.flows());
            rows.stateShared(desired.flows());
        }
    }

    private static AuditRecord.RuleLabel label(RuleKey key) {
        return new AuditRecord.RuleLabel(key.policy() + key.index(), "", "", "");
    }

    private static List<CompiledRule> rules(Random random) {
        List<CompiledRule> out = new ArrayList<>();
        int variants = random.nextInt(4);
        for (int i = 0; i < variants; i++) {
            Direction direction = random.nextBoolean() ? Direction.IN : Direction.OUT;
            int pod = random.nextInt(3);
            CompiledRule.Target target = new CompiledRule.Target(10 + pod, Set.of(IpAddress.parse("10.10.1." + pod)));
            TreeSet<Cidr> peers = new TreeSet<>();
            for (int p = random.nextInt(3); p > 0; p--) {
                peers.add(Cidr.of(IpAddress.parse("10.10.2." + random.nextInt(3))));
            }
            Optional<SortedSet<PortMatch>> services = random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(
                            new TreeSet<>(Set.of(new PortMatch(Protocol.TCP, PortRange.of(80 + random.nextInt(2))))));
            Set<CompiledRule.Target> targets = random.nextInt(5) == 0 ? Set.of() : Set.of(target);
            out.add(new CompiledRule("v" + i, direction, targets, peers, services, random.nextBoolean()));
        }
        return out;
    }

    @Test
    void orderOfComingAndGoingMeansNothing() {
        LOG.log(Logger.Level.INFO, "networkpolicy.seed={0}", Long.toString(SEED));
        for (int round = 0; round < 100; round++) {
            Random random = new Random(SEED + round);
            String seed = "seed " + SEED + ", round " + round;
            Subject walked = new Subject(64);
            Map<RuleKey, List<CompiledRule>> present = new TreeMap<>();
            for (int step = 0; step < 50; step++) {
                RuleKey key = new RuleKey("policy-" + random.nextInt(4), random.nextInt(3));
                List<CompiledRule> rules = rules(random);
                walked.install(key, rules);
                present.put(key, rules);
            }
            Subject fresh = new Subject(64);
            List<RuleKey> shuffled = new ArrayList<>(present.keySet());
            Collections.shuffle(shuffled, random);
            shuffled.forEach(key -> fresh.install(key, Objects.requireNonNull(present.get(key))));
            assertEquals(fresh.desired.allFlows(), walked.desired.allFlows(), seed);
            present.forEach((key, rules) -> rules.stream()
                    .filter(rule -> !rule.targets().isEmpty())
                    .map(rule -> walked.numbers.of(RulePart.of(key, rule)))
                    .forEach(id -> assertEquals(Optional.of(label(key)), walked.registry.rule(id), seed)));
        }
    }

    /// This number is in the switches of running clusters, and in the labels of their connections.
    @Test
    void numberOfARuleIsTheSameInEveryVersion() {
        StableNumbers<RulePart> numbers = new StableNumbers<>();
        RulePart part = new RulePart(new RuleKey("0f3a-uid", 1), "In");
        numbers.add(part);
        assertEquals("0f3a-uid#1In", part.toString());
        assertEquals(1_759_104_494, numbers.of(part));
    }

    @Test
    void lastRulesThatAreGoneAreStillKnown() {
        AuditRegistry registry = new AuditRegistry();
        for (int id = 0; id < 5000; id++) {
            registry.put(id, label(new RuleKey("p", id)));
            registry.retire(id);
        }
        assertEquals(Optional.empty(), registry.rule(903));
        assertEquals(Optional.of(label(new RuleKey("p", 904))), registry.rule(904));
    }
}
