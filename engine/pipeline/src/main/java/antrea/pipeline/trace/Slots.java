package antrea.pipeline.trace;

import antrea.net.U128;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.List;

/// Where the fields of a packet stand in an array of 64-bit numbers: two a field, the low half first. The 128-bit
/// registers have no place of their own; they are the 32-bit ones read together.
final class Slots {
    static final int COUNT = 2 * OxmField.values().length;
    private static final U128 ALL_32 = U128.mask(0, 32);
    private static final int REG0 = OxmField.REG0.ordinal();
    private static final int XXREG0 = OxmField.XXREG0.ordinal();

    private Slots() {}

    static int low(OxmField field) {
        return 2 * field.ordinal();
    }

    static int high(OxmField field) {
        return 2 * field.ordinal() + 1;
    }

    private static boolean isWideRegister(OxmField field) {
        return field.ordinal() >= XXREG0 && field.ordinal() <= XXREG0 + 3;
    }

    /// The slot of part `i` (0 is the most significant) of a 128-bit register.
    private static int partSlot(OxmField field, int i) {
        return 2 * (REG0 + 4 * (field.ordinal() - XXREG0) + i);
    }

    static U128 get(long[] slots, OxmField field) {
        if (isWideRegister(field)) {
            return new U128(
                    slots[partSlot(field, 0)] << 32 | slots[partSlot(field, 1)],
                    slots[partSlot(field, 2)] << 32 | slots[partSlot(field, 3)]);
        }
        return new U128(slots[high(field)], slots[low(field)]);
    }

    static void set(long[] slots, OxmField field, U128 value, U128 mask) {
        if (isWideRegister(field)) {
            for (int i = 0; i < 4; i++) {
                long part = value.shiftRight(96 - 32 * i).and(ALL_32).low();
                long partMask = mask.shiftRight(96 - 32 * i).and(ALL_32).low();
                int slot = partSlot(field, i);
                slots[slot] = slots[slot] & ~partMask | part & partMask;
            }
            return;
        }
        int low = low(field);
        slots[low] = slots[low] & ~mask.low() | value.low() & mask.low();
        if (field.bits() > 64) {
            slots[low + 1] = slots[low + 1] & ~mask.high() | value.high() & mask.high();
        }
    }

    /// The bits of a range, shifted down.
    static U128 get(long[] slots, BitRange range) {
        return get(slots, range.field()).shiftRight(range.lowBit()).and(U128.mask(0, range.width()));
    }

    static void set(long[] slots, BitRange range, U128 value) {
        set(slots, range.field(), value.shiftLeft(range.lowBit()), range.mask());
    }

    /// A match cut into slots: `slots[i]` under `masks[i]` must equal `values[i]`.
    static final class Compiled {
        private final int[] slots;
        private final long[] masks;
        private final long[] values;

        private Compiled(int count) {
            this.slots = new int[count];
            this.masks = new long[count];
            this.values = new long[count];
        }

        int[] slots() {
            return slots;
        }

        long[] masks() {
            return masks;
        }

        long[] values() {
            return values;
        }
    }

    private record Cut(int slot, long mask, long value) {}

    static Compiled compile(Match match) {
        List<Cut> cuts = new ArrayList<>();
        for (FieldMatch f : match.fields()) {
            if (isWideRegister(f.field())) {
                for (int i = 0; i < 4; i++) {
                    cut(
                            cuts,
                            partSlot(f.field(), i),
                            f.mask().shiftRight(96 - 32 * i).and(ALL_32).low(),
                            f.value().shiftRight(96 - 32 * i).and(ALL_32).low());
                }
            } else {
                cut(cuts, low(f.field()), f.mask().low(), f.value().low());
                cut(cuts, high(f.field()), f.mask().high(), f.value().high());
            }
        }
        cuts.sort(java.util.Comparator.comparingInt(Cut::slot));
        int n = cuts.size();
        Compiled out = new Compiled(n);
        for (int i = 0; i < n; i++) {
            Cut cut = cuts.get(i);
            out.slots[i] = cut.slot;
            out.masks[i] = cut.mask;
            out.values[i] = cut.value;
        }
        return out;
    }

    private static void cut(List<Cut> cuts, int slot, long mask, long value) {
        if (mask != 0) {
            cuts.add(new Cut(slot, mask, value));
        }
    }
}
