package antrea.net.packet;

/// Where a packet stands among the fragments it was cut into. `offset` counts units of eight bytes.
public record Fragment(boolean mayNotCut, boolean more, int offset) {
    public static final Fragment WHOLE = new Fragment(false, false, 0);

    /// Throws [IllegalArgumentException] for an offset over 13 bits.
    public Fragment {
        if (offset < 0 || offset > 0x1fff) {
            throw new IllegalArgumentException("no such fragment offset: " + offset);
        }
    }

    public boolean isFragment() {
        return more || offset > 0;
    }

    /// Not the first one: the transport header is elsewhere.
    public boolean isLater() {
        return offset > 0;
    }

    boolean isPresentInV6() {
        return isFragment();
    }

    int flagsAndOffset() {
        return (mayNotCut ? 0x4000 : 0) | (more ? 0x2000 : 0) | offset;
    }

    static Fragment readV4(int bits) {
        return new Fragment((bits & 0x4000) != 0, (bits & 0x2000) != 0, bits & 0x1fff);
    }
}
