package antrea.openflow.codec;

import antrea.net.U128;

/// One field of a match: the bits under `mask` must equal `value`. Bits of the value outside of the mask are
/// cleared.
public record FieldMatch(OxmField field, U128 value, U128 mask) implements Comparable<FieldMatch> {
    /// Throws [IllegalArgumentException] for bits outside of the field, and for a mask on a field that takes none.
    public FieldMatch {
        U128 all = U128.mask(0, field.bits());
        if (!mask.and(all.not()).isZero() || !value.and(all.not()).isZero()) {
            throw new IllegalArgumentException(field + ": " + value + "/" + mask + " is wider than the field");
        }
        if (!mask.equals(all) && !field.isMaskable()) {
            throw new IllegalArgumentException(field + " takes no mask");
        }
        value = value.and(mask);
    }

    public static FieldMatch exact(OxmField field, U128 value) {
        return new FieldMatch(field, value, U128.mask(0, field.bits()));
    }

    public static FieldMatch exact(OxmField field, long value) {
        return exact(field, U128.of(value));
    }

    public boolean isExact() {
        int bits = field.bits();
        // Asked for every field of every flow on its way out, so without making a mask to compare with.
        return bits <= 64
                ? mask.low() == -1L >>> (64 - bits)
                : mask.low() == -1L && mask.high() == -1L >>> (128 - bits);
    }

    /// By field, then value, then mask: the canonical order inside a [Match].
    @Override
    public int compareTo(FieldMatch other) {
        int byField = field.compareTo(other.field);
        if (byField != 0) {
            return byField;
        }
        int byValue = value.compareTo(other.value);
        return byValue != 0 ? byValue : mask.compareTo(other.mask);
    }

    @Override
    public String toString() {
        return field.text() + "=" + value + (isExact() ? "" : "/" + mask);
    }
}
