package antrea.net;

import java.util.Optional;

/// An IPv4 address, held as its 32 bits.
public record Ipv4Address(int bits) implements IpAddress {
    @Override
    public IpFamily family() {
        return IpFamily.V4;
    }

    @Override
    public U128 value() {
        return U128.of(bits & 0xffffffffL);
    }

    static Optional<Ipv4Address> tryParse(String text) {
        int bits = 0;
        int parts = 0;
        int at = 0;
        while (parts < 4) {
            int start = at;
            int part = 0;
            while (at < text.length() && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                part = part * 10 + (text.charAt(at++) - '0');
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || part > 255 || leadingZero) {
                return Optional.empty();
            }
            bits = bits << 8 | part;
            parts++;
            if (parts < 4 && (at >= text.length() || text.charAt(at++) != '.')) {
                return Optional.empty();
            }
        }
        return at == text.length() ? Optional.of(new Ipv4Address(bits)) : Optional.empty();
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }
}
