package antrea.hostnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.hostnet.FilterItem;
import antrea.hostnet.HostKey.OfChain;
import antrea.hostnet.HostKey.OfChainRule;
import antrea.hostnet.IptablesChain;
import antrea.hostnet.IptablesChain.Jump;
import antrea.hostnet.IptablesRule;
import antrea.linux.LinuxException;
import antrea.linux.iptables.SavedTables;
import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChainTextTest {
    private static final String NAME = "ANTREA-FORWARD";
    private static final OfChain CHAIN = new OfChain(IpFamily.V4, "filter", NAME);
    private static final IptablesChain FORWARD = new IptablesChain(
            IpFamily.V4, "filter", NAME, List.of(Jump.from("FORWARD", "Antrea: jump to Antrea forwarding rules")));
    private static final String JUMP =
            "-m comment --comment \"Antrea: jump to Antrea forwarding rules\" -j ANTREA-FORWARD";

    private static IptablesRule rule(int position, String text) {
        return new IptablesRule(IpFamily.V4, "filter", NAME, position, text);
    }

    private static String text(String saved, List<FilterItem> puts, List<FilterItem> removals) {
        return new TableChange("filter", SavedTables.parse("*filter\n" + saved), Map.of(), puts, removals).text();
    }

    @Test
    void aNewChainComesWithItsJumpAndItsRulesInOrder() {
        assertEquals(
                """
                *filter
                :ANTREA-FORWARD - [0:0]
                -A FORWARD %s
                -A ANTREA-FORWARD -i gw0 -j ACCEPT
                -A ANTREA-FORWARD -o gw0 -j ACCEPT
                COMMIT
                """.formatted(JUMP),
                text(
                        ":FORWARD ACCEPT [0:0]",
                        List.of(rule(2, "-o gw0 -j ACCEPT"), rule(1, "-i gw0 -j ACCEPT"), FORWARD),
                        List.of()));
    }

    @Test
    void aLostJumpComesBackWithoutTouchingTheRules() {
        assertEquals(
                "*filter\n-A FORWARD " + JUMP + "\nCOMMIT\n",
                text(":ANTREA-FORWARD - [0:0]\n-A ANTREA-FORWARD -j ACCEPT", List.of(FORWARD), List.of()));
    }

    @Test
    void aJumpThatStandsTwiceOrElsewhereGoes() {
        assertEquals(
                "*filter\n-D INPUT -j ANTREA-FORWARD\n-D FORWARD " + JUMP + "\nCOMMIT\n",
                text(
                        ":ANTREA-FORWARD - [0:0]\n-A INPUT -j ANTREA-FORWARD\n-A FORWARD " + JUMP + "\n-A FORWARD "
                                + JUMP,
                        List.of(FORWARD),
                        List.of()));
    }

    @Test
    void aChainGoesAfterWhatLeadsToIt() {
        assertEquals(
                "*filter\n-D FORWARD " + JUMP + "\n-F ANTREA-FORWARD\n-X ANTREA-FORWARD\nCOMMIT\n",
                text(
                        ":ANTREA-FORWARD - [0:0]\n-A FORWARD " + JUMP + "\n-A ANTREA-FORWARD -i gw0 -j ACCEPT",
                        List.of(),
                        List.of(rule(1, "-i gw0 -j ACCEPT"), FORWARD)));
        assertEquals("*filter\nCOMMIT\n", text("", List.of(), List.of(FORWARD, rule(1, "-j ACCEPT"))));
    }

    @Test
    void rulesOfAnEarlierRunStayInFrontUntilTheyAreDeleted() {
        String saved =
                ":ANTREA-FORWARD - [0:0]\n-A ANTREA-FORWARD -i old -j ACCEPT\n-A ANTREA-FORWARD -i gw0 -j ACCEPT";
        assertEquals(
                """
                *filter
                :ANTREA-FORWARD - [0:0]
                -A ANTREA-FORWARD -i old -j ACCEPT
                -A ANTREA-FORWARD -i gw0 -j ACCEPT
                -A ANTREA-FORWARD -p tcp --dport 80 -j ACCEPT
                COMMIT
                """,
                text(saved, List.of(rule(1, "-i gw0 -j ACCEPT"), rule(2, "-p tcp --dport 80 -j ACCEPT")), List.of()));
        assertEquals(
                "*filter\n:ANTREA-FORWARD - [0:0]\n-A ANTREA-FORWARD -i gw0 -j ACCEPT\nCOMMIT\n",
                text(saved, List.of(), List.of(rule(ChainContent.UNKNOWN, "-i old -j ACCEPT"))));
    }

    @Test
    void aRuleWithoutItsChainIsRefused() {
        LinuxException e = assertThrows(LinuxException.class, () -> text("", List.of(rule(1, "-j ACCEPT")), List.of()));
        assertEquals(true, String.valueOf(e.getMessage()).contains(NAME));
    }

    @Property(tries = 300)
    void whatWasWrittenIsFoundAgainWhateverTheKernelCallsIt(
            @ForAll @Size(max = 6) Set<@IntRange(min = 0, max = 20) Integer> rules,
            @ForAll @Size(max = 3) Set<@IntRange(min = 30, max = 40) Integer> foreign) {
        List<String> before = new ArrayList<>();
        foreign.forEach(n -> before.add("-j FOREIGN" + n));
        ChainContent content = new ChainContent(CHAIN, before, Map.of());
        Set<OfChainRule> expected = new TreeSet<>();
        for (int n : rules) {
            OfChainRule key = rule(n % 4, "-j RULE" + n).key();
            expected.add(key);
            content.put(key);
        }
        foreign.forEach(
                n -> expected.add(rule(ChainContent.UNKNOWN, "-j FOREIGN" + n).key()));
        List<String> readBack = new ArrayList<>();
        // two wordings for all rules: the kernel may show different rules alike
        content.lines().forEach(line -> readBack.add(line.startsWith("-j FOREIGN") ? line : "shown " + line.length()));
        Map<OfChainRule, String> wordings = new HashMap<>(content.learn(readBack));
        assertEquals(expected, new TreeSet<>(new ChainContent(CHAIN, readBack, wordings).keys()));
    }

    @Test
    void aRuleOutOfOrderIsWrittenAnew() {
        Map<OfChainRule, String> wordings =
                Map.of(rule(1, "-j A").key(), "-j A", rule(2, "-j B").key(), "-j B");
        List<OfChainRule> keys = new ChainContent(CHAIN, List.of("-j B", "-j A"), wordings).keys();
        assertEquals(
                List.of(
                        rule(2, "-j B").key(),
                        rule(ChainContent.UNKNOWN, "-j A").key()),
                keys);
    }

    @Test
    void nothingIsLearnedWhenSomebodyElseWroteInBetween() {
        ChainContent content = new ChainContent(CHAIN, List.of(), Map.of());
        content.put(rule(1, "-j A").key());
        assertEquals(Map.of(), content.learn(List.of("-j A", "-j B")));
    }
}
