package antrea.openflow.codec.part;

import antrea.openflow.codec.MalformedMessageException;

/// Checks that several readers share.
public final class Wire {
    private Wire() {}

    /// The constant with this place in its enum.
    public static <E extends Enum<E>> E constant(E[] values, int wire, String what) {
        if (wire < 0 || wire >= values.length) {
            throw new MalformedMessageException("no such " + what + ": " + wire);
        }
        return values[wire];
    }

    public static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedMessageException(otherwise);
        }
    }
}
