package antrea.pipeline;

import antrea.net.U128;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.OxmField;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/// A set of bits over all fields. The 128-bit registers are counted as the 32-bit ones they consist of.
final class FieldMask {
    private static final U128 ALL_32 = U128.mask(0, 32);

    private final Map<OxmField, U128> masks = new EnumMap<>(OxmField.class);

    static FieldMask of(Collection<? extends FieldSet> sets) {
        FieldMask out = new FieldMask();
        for (FieldSet set : sets) {
            for (BitRange range : set.bits()) {
                out.add(range.field(), range.mask());
            }
        }
        return out;
    }

    void add(OxmField field, U128 mask) {
        int wide = wideRegister(field);
        if (wide < 0) {
            masks.merge(field, mask, U128::or);
            return;
        }
        for (int i = 0; i < 4; i++) {
            U128 part = mask.shiftRight(96 - 32 * i).and(ALL_32);
            if (!part.isZero()) {
                masks.merge(OxmField.reg(4 * wide + i), part, U128::or);
            }
        }
    }

    boolean covers(OxmField field, U128 mask) {
        int wide = wideRegister(field);
        if (wide < 0) {
            return holds(field, mask);
        }
        for (int i = 0; i < 4; i++) {
            if (!holds(OxmField.reg(4 * wide + i), mask.shiftRight(96 - 32 * i).and(ALL_32))) {
                return false;
            }
        }
        return true;
    }

    boolean covers(BitRange range) {
        return covers(range.field(), range.mask());
    }

    /// At least one bit of `range` is in this set.
    boolean touches(BitRange range) {
        FieldMask other = new FieldMask();
        other.add(range.field(), range.mask());
        for (Map.Entry<OxmField, U128> e : other.masks.entrySet()) {
            U128 own = masks.get(e.getKey());
            if (own != null && !own.and(e.getValue()).isZero()) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(OxmField field, U128 mask) {
        U128 own = masks.get(field);
        return mask.isZero() || own != null && mask.and(own.not()).isZero();
    }

    /// 0 … 3 for XXREG0 … XXREG3, otherwise -1.
    private static int wideRegister(OxmField field) {
        return field.compareTo(OxmField.XXREG0) >= 0 && field.compareTo(OxmField.XXREG3) <= 0
                ? field.ordinal() - OxmField.XXREG0.ordinal()
                : -1;
    }
}
