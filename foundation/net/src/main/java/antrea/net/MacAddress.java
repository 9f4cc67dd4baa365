package antrea.net;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// An Ethernet address in the low 48 bits.
public record MacAddress(long bits) implements Comparable<MacAddress> {
    public static final MacAddress BROADCAST = new MacAddress(0xffffffffffffL);
    public static final MacAddress ZERO = new MacAddress(0);

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
        }
    }

    /// Parses six pairs of hexadecimal digits with colons. Throws [IllegalArgumentException] naming the text.
    public static MacAddress parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a MAC address: \"" + text + "\""));
    }

    public static Optional<MacAddress> tryParse(String text) {
        if (text.length() != 17) {
            return Optional.empty();
        }
        long bits = 0;
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2) {
                if (c != ':') {
                    return Optional.empty();
                }
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            bits = bits << 4 | digit;
        }
        return Optional.of(new MacAddress(bits));
    }

    /// Reads six bytes. Throws [IllegalArgumentException] for any other length.
    public static MacAddress ofBytes(byte[] bytes) {
        if (bytes.length != 6) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
        }
        return new MacAddress(U128.ofBytes(bytes).low());
    }

    /// A locally administered unicast address (IEEE 802-2014 section 8.4).
    public static MacAddress random(RandomGenerator random) {
        return new MacAddress(random.nextLong() & 0xfcffffffffffL | 0x020000000000L);
    }

    public byte[] toBytes() {
        return U128.of(bits).toBytes(6);
    }

    public boolean isMulticast() {
        return (bits & 0x010000000000L) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            if (shift < 40) {
                out.append(':');
            }
            out.append(Character.forDigit((int) (bits >>> shift + 4) & 0xf, 16));
            out.append(Character.forDigit((int) (bits >>> shift) & 0xf, 16));
        }
        return out.toString();
    }
}
