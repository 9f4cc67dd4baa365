package antrea.pipeline;

import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;

/// A condition on ct_state: `plus(NEW, TRK).minus(SNAT)` is `ct_state=+new+trk-snat`.
public record CtCondition(int value, int mask) {
    public static CtCondition plus(CtFlag... flags) {
        int bits = bitsOf(flags);
        return new CtCondition(bits, bits);
    }

    public static CtCondition without(CtFlag... flags) {
        return new CtCondition(0, bitsOf(flags));
    }

    /// This condition and those flags unset.
    public CtCondition minus(CtFlag... flags) {
        int bits = bitsOf(flags);
        if ((bits & mask) != 0) {
            throw new IllegalArgumentException("a flag of ct_state is asked for twice");
        }
        return new CtCondition(value, mask | bits);
    }

    FieldMatch toMatch() {
        return new FieldMatch(OxmField.CT_STATE, U128.of(value), U128.of(mask));
    }

    private static int bitsOf(CtFlag... flags) {
        int bits = 0;
        for (CtFlag flag : flags) {
            bits |= flag.bit();
        }
        return bits;
    }
}
