package antrea.openflow.codec;

import antrea.net.U128;

/// Bits `lowBit` … `lowBit+width-1` of a field, as in `NXM_NX_REG0[0..3]`.
public record BitRange(OxmField field, int lowBit, int width) {
    /// Throws [IllegalArgumentException] for bits outside of the field.
    public BitRange {
        if (lowBit < 0 || width < 1 || lowBit + width > field.bits()) {
            throw new IllegalArgumentException("no such bits of " + field + ": " + lowBit + "+" + width);
        }
    }

    public static BitRange whole(OxmField field) {
        return new BitRange(field, 0, field.bits());
    }

    public U128 mask() {
        return U128.mask(lowBit, width);
    }

    /// The match (or masked write) of these bits with `value`. Throws [IllegalArgumentException] when it does not
    /// fit.
    public FieldMatch is(U128 value) {
        if (!value.and(U128.mask(0, width).not()).isZero()) {
            throw new IllegalArgumentException(value + " does not fit in " + this);
        }
        return new FieldMatch(field, value.shiftLeft(lowBit), mask());
    }

    public FieldMatch is(long value) {
        return is(U128.of(value));
    }

    public boolean overlaps(BitRange other) {
        return field == other.field && lowBit < other.lowBit + other.width && other.lowBit < lowBit + width;
    }

    @Override
    public String toString() {
        return field.text() + "[" + lowBit + ".." + (lowBit + width - 1) + "]";
    }
}
