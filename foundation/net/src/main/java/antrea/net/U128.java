package antrea.net;

/// An unsigned 128-bit number, `high` being the more significant half. Wide enough for an IPv6 address and for
/// every OpenFlow field that the pipeline uses (ct_label, xxreg).
public record U128(long high, long low) implements Comparable<U128> {
    public static final U128 ZERO = new U128(0, 0);
    public static final U128 ALL_ONES = new U128(-1L, -1L);

    /// The value of an unsigned 64-bit number.
    public static U128 of(long low) {
        return low == 0 ? ZERO : new U128(0, low);
    }

    /// `width` ones, shifted left by `lowBit`. Throws [IllegalArgumentException] when they do not fit in 128 bits.
    public static U128 mask(int lowBit, int width) {
        if (lowBit < 0 || width < 0 || lowBit + width > 128) {
            throw new IllegalArgumentException("no such bits: " + lowBit + "+" + width);
        }
        if (width == 0) {
            return ZERO;
        }
        return ALL_ONES.shiftRight(128 - width).shiftLeft(lowBit);
    }

    public U128 and(U128 other) {
        return new U128(high & other.high, low & other.low);
    }

    public U128 or(U128 other) {
        return new U128(high | other.high, low | other.low);
    }

    public U128 xor(U128 other) {
        return new U128(high ^ other.high, low ^ other.low);
    }

    public U128 not() {
        return new U128(~high, ~low);
    }

    public U128 shiftLeft(int n) {
        if (n >= 128) {
            return ZERO;
        }
        if (n == 0) {
            return this;
        }
        return n >= 64 ? new U128(low << (n - 64), 0) : new U128(high << n | low >>> (64 - n), low << n);
    }

    /// Logical shift: zeros enter from the left.
    public U128 shiftRight(int n) {
        if (n >= 128) {
            return ZERO;
        }
        if (n == 0) {
            return this;
        }
        return n >= 64 ? new U128(0, high >>> (n - 64)) : new U128(high >>> n, low >>> n | high << (64 - n));
    }

    public boolean isZero() {
        return (high | low) == 0;
    }

    /// The lowest `byteCount` bytes in network order.
    public byte[] toBytes(int byteCount) {
        byte[] out = new byte[byteCount];
        U128 rest = this;
        for (int i = byteCount - 1; i >= 0; i--) {
            out[i] = (byte) rest.low;
            rest = rest.shiftRight(8);
        }
        return out;
    }

    /// Reads up to 16 bytes in network order.
    public static U128 ofBytes(byte[] bytes) {
        if (bytes.length > 16) {
            throw new IllegalArgumentException("more than 16 bytes: " + bytes.length);
        }
        U128 out = ZERO;
        for (byte b : bytes) {
            out = out.shiftLeft(8).or(of(b & 0xffL));
        }
        return out;
    }

    @Override
    public int compareTo(U128 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// Hexadecimal with `0x`, as in the output of `ovs-ofctl`.
    @Override
    public String toString() {
        return high == 0 ? "0x" + Long.toHexString(low) : "0x" + Long.toHexString(high) + "%016x".formatted(low);
    }
}
