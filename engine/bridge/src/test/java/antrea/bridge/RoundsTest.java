package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class RoundsTest {
    @Test
    void aNewBridgeStartsWithOne() {
        assertEquals(1, Rounds.choose(OptionalInt.empty(), Set.of()));
        assertEquals(1, Rounds.choose(OptionalInt.empty(), Set.of(7)));
    }

    @Test
    void theStoredRoundIsKeptWhileTheSwitchHoldsItsFlows() {
        assertEquals(7, Rounds.choose(OptionalInt.of(7), Set.of(6, 7)));
        assertEquals(8, Rounds.choose(OptionalInt.of(7), Set.of(6)));
        assertEquals(8, Rounds.choose(OptionalInt.of(7), Set.of()));
    }

    @Test
    void roundZeroIsNeverUsed() {
        assertEquals(1, Rounds.choose(OptionalInt.of(65535), Set.of()));
        assertEquals(1, Rounds.choose(OptionalInt.of(0), Set.of(0)));
    }

    @Test
    void foreignFlowsAreKnownByTheirCookie() {
        assertTrue(Rounds.isOurs(0x0001_01_00_00000000L));
        assertTrue(Rounds.isOurs(0xffff_08_00_00000005L));
        assertFalse(Rounds.isOurs(0));
        assertFalse(Rounds.isOurs(0x0000_01_00_00000000L));
        assertFalse(Rounds.isOurs(0x0001_09_00_00000000L));
        assertFalse(Rounds.isOurs(0x0001_01_01_00000000L));
        assertFalse(Rounds.isOurs(0xdeadbeefL));
    }

    @Property
    void whatIsSentIsReadBackTheSame(@ForAll @IntRange(min = 1, max = 65535) int round, @ForAll int objectId) {
        long low = 3L << 40 | objectId & 0xffffffffL;
        long sent = Rounds.put(low, round);
        assertEquals(round, (int) (sent >>> 48));
        assertEquals(low, Rounds.strip(sent, round));
        int other = round == 1 ? 2 : round - 1;
        assertEquals(sent, Rounds.strip(sent, other));
        assertEquals(sent, Rounds.put(sent, other));
    }
}
