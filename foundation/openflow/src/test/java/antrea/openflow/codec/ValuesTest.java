package antrea.openflow.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.openflow.testing.MatchSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ValuesTest {
    @Test
    void wideRegisterSplitsIntoItsFourPartsAndKeepsTheOtherFields() {
        FieldMatch wide =
                FieldMatch.exact(OxmField.XXREG3, IpAddress.parse("fd00::5").value());
        Match match = Match.of(wide, FieldMatch.exact(OxmField.REG1, 7));
        Match parts = Match.of(
                FieldMatch.exact(OxmField.REG1, 7),
                FieldMatch.exact(OxmField.REG12, 0xfd000000L),
                FieldMatch.exact(OxmField.REG13, 0),
                FieldMatch.exact(OxmField.REG14, 0),
                FieldMatch.exact(OxmField.REG15, 5));
        assertEquals(parts, match.splitRegisters());
        assertEquals(parts, parts.splitRegisters());
    }

    @Test
    void wideRegisterUnitesWithAPartThatSaysTheSameAndContradictsAnother() {
        FieldMatch wide = new FieldMatch(OxmField.XXREG0, U128.of(0xff), U128.of(0xff));
        Match same = Match.of(wide, FieldMatch.exact(OxmField.REG3, 0x1ff));
        assertEquals(Match.of(FieldMatch.exact(OxmField.REG3, 0x1ff)), same.splitRegisters());
        Match other = Match.of(wide, FieldMatch.exact(OxmField.REG3, 1));
        assertThrows(IllegalArgumentException.class, other::splitRegisters);
    }

    @Property(tries = 500)
    void splittingTwiceChangesNothing(@ForAll long seed) {
        MatchSamples samples = new MatchSamples(new Random(seed));
        Match match = Match.of(samples.field(OxmField.XXREG1), samples.field(OxmField.CT_LABEL));
        assertEquals(match.splitRegisters(), match.splitRegisters().splitRegisters());
    }

    @Test
    void largeGroupIsSentInPartsThatKeepTheOrder() {
        List<GroupMod.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < 650; i++) {
            buckets.add(new GroupMod.Bucket(i, 100, List.of()));
        }
        List<GroupMod> parts = GroupMod.modify(4, GroupMod.Type.SELECT, buckets).inParts();
        assertEquals(2, parts.size());
        assertEquals(GroupMod.Command.MODIFY, parts.getFirst().command());
        assertEquals(GroupMod.Command.INSERT_BUCKET, parts.getLast().command());
        assertEquals(399, parts.getLast().commandBucketId());
        List<GroupMod.Bucket> together = new ArrayList<>();
        parts.forEach(part -> together.addAll(part.buckets()));
        assertEquals(buckets, together);

        GroupMod small = GroupMod.add(4, GroupMod.Type.SELECT, buckets.subList(0, 3));
        assertEquals(List.of(small), small.inParts());
    }

    @Test
    void groupWithMoreBucketsThanCanBeReadBackIsRefused() {
        List<GroupMod.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i <= GroupMod.MOST_BUCKETS; i++) {
            buckets.add(new GroupMod.Bucket(i, 100, List.of()));
        }
        GroupMod group = GroupMod.add(4, GroupMod.Type.SELECT, buckets);
        assertThrows(IllegalArgumentException.class, group::inParts);
    }

    @Test
    void tableAndPriorityMustFitOnTheWire() {
        assertThrows(IllegalArgumentException.class, () -> new FlowKey(256, 1, Match.ANY));
        assertThrows(IllegalArgumentException.class, () -> new FlowKey(1, 65536, Match.ANY));
    }
}
