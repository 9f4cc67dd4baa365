package antrea.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.OxmField;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The set of bits against a plain bit set in which the wide register stands on its parts.
class FieldMaskTest {
    /// Where the bits of each field begin: the parts of the wide register stand in it.
    private static final Map<OxmField, Integer> BASES = Map.of(
            OxmField.REG15, 0, OxmField.REG14, 32, OxmField.REG12, 96, OxmField.XXREG3, 0, OxmField.CT_LABEL, 128);

    @Provide
    Arbitrary<Field> fields() {
        return Combinators.combine(
                        Arbitraries.of(
                                OxmField.REG12, OxmField.REG14, OxmField.REG15, OxmField.XXREG3, OxmField.CT_LABEL),
                        Arbitraries.integers().between(0, 127),
                        Arbitraries.integers().between(1, 128))
                .as((field, low, width) -> {
                    int from = low % field.bits();
                    return Field.of("f", field, from, 1 + (width - 1) % (field.bits() - from));
                });
    }

    private static BitSet bitsOf(BitRange range) {
        int base = Optional.ofNullable(BASES.get(range.field())).orElseThrow();
        BitSet out = new BitSet();
        out.set(base + range.lowBit(), base + range.lowBit() + range.width());
        return out;
    }

    @Property
    void coversAndTouchesAsBitsDo(@ForAll List<@net.jqwik.api.From("fields") Field> set, @ForAll("fields") Field one) {
        FieldMask mask = FieldMask.of(set);
        BitSet all = new BitSet();
        set.forEach(f -> all.or(bitsOf(f.range())));
        BitSet asked = bitsOf(one.range());
        assertEquals(asked.intersects(all), mask.touches(one.range()));
        BitSet missing = (BitSet) asked.clone();
        missing.andNot(all);
        assertEquals(missing.isEmpty(), mask.covers(one.range()));
    }
}
