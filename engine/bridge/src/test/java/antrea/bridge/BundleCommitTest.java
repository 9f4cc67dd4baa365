package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.bridge.testing.FakeSwitch;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class BundleCommitTest {
    private static BundleCommit.Step step(int i) {
        FlowKey key = new FlowKey(0, i, Match.of(FieldMatch.exact(OxmField.IN_PORT, i)));
        return new BundleCommit.Step(new FlowPlace(key), FlowMod.add(key, List.of(), 1));
    }

    private static boolean isIn(Set<Integer> priorities, Message message) {
        return message instanceof FlowMod mod && priorities.contains(mod.key().priority());
    }

    @Test
    void allGoInOneBundleWhenAllAreGood() {
        FakeSwitch port = new FakeSwitch();
        new BundleCommit(port).bundle(List.of(step(1), step(2), step(3)));
        assertEquals(1, port.bundles.size());
        assertEquals(3, port.flows.size());
    }

    @Test
    void oneNamedBadFlowCostsOneMoreBundle() {
        FakeSwitch port = new FakeSwitch();
        port.bad = message -> isIn(Set.of(2), message);
        BundleCommit commit = new BundleCommit(port);
        commit.bundle(List.of(step(1), step(2), step(3)));
        assertEquals(2, port.bundles.size());
        assertEquals(Set.of(step(2).key()), commit.refused().keySet());
        assertEquals("BAD_ACTION code 9 actions=[]", commit.refused().get(step(2).key()));
    }

    /// Whichever are bad, whether the switch names them or not: exactly those are refused, and all others are in.
    @Property(tries = 200)
    void exactlyTheBadOnesAreRefused(
            @ForAll Set<@IntRange(max = 40) Integer> bad,
            @ForAll Set<@IntRange(max = 40) Integer> unsendable,
            @ForAll boolean named) {
        FakeSwitch port = new FakeSwitch();
        port.bad = message -> isIn(bad, message);
        port.unsendable = message -> isIn(unsendable, message);
        port.namesTheBadOne = named;
        List<BundleCommit.Step> steps = new ArrayList<>();
        Set<SwitchKey> wrong = new HashSet<>();
        for (int i = 0; i <= 40; i++) {
            steps.add(step(i));
            if (bad.contains(i) || unsendable.contains(i)) {
                wrong.add(step(i).key());
            }
        }
        BundleCommit commit = new BundleCommit(port);
        commit.bundle(steps);
        assertEquals(wrong, commit.refused().keySet());
        assertEquals(41 - wrong.size(), port.flows.size());
    }
}
