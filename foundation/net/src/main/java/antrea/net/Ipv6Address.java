package antrea.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An IPv6 address. Its text is the canonical form of RFC 5952.
public record Ipv6Address(U128 value) implements IpAddress {
    @Override
    public IpFamily family() {
        return IpFamily.V6;
    }

    /// The link-local address that a host makes of its MAC address (RFC 4291 appendix A).
    public static Ipv6Address linkLocal(MacAddress mac) {
        long vendor = mac.bits() >>> 24;
        long device = mac.bits() & 0xffffff;
        return new Ipv6Address(new U128(0xfe80L << 48, (vendor << 40 | 0xfffeL << 24 | device) ^ 0x0200000000000000L));
    }

    static Optional<Ipv6Address> tryParse(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        Optional<List<Integer>> left = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        Optional<List<Integer>> right = gap < 0 ? Optional.of(List.of()) : groups(text.substring(gap + 2), true);
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        int have = left.get().size() + right.get().size();
        if (gap < 0 ? have != 8 : have > 7) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(left.get());
        for (int i = have; i < 8; i++) {
            all.add(0);
        }
        all.addAll(right.get());
        U128 value = U128.ZERO;
        for (int group : all) {
            value = value.shiftLeft(16).or(U128.of(group));
        }
        return Optional.of(new Ipv6Address(value));
    }

    /// The 16-bit groups of one side of `::`; a dotted quad is allowed as the very end of the address.
    private static Optional<List<Integer>> groups(String text, boolean atEnd) {
        List<Integer> out = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(out);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (atEnd && i == parts.length - 1 && part.indexOf('.') >= 0) {
                Optional<Ipv4Address> quad = Ipv4Address.tryParse(part);
                if (quad.isEmpty()) {
                    return Optional.empty();
                }
                out.add(quad.get().bits() >>> 16);
                out.add(quad.get().bits() & 0xffff);
                continue;
            }
            int group = hexGroup(part);
            if (group < 0) {
                return Optional.empty();
            }
            out.add(group);
        }
        return Optional.of(out);
    }

    private static int hexGroup(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private int group(int index) {
        return (int) value.shiftRight(112 - 16 * index).low() & 0xffff;
    }

    @Override
    public String toString() {
        int gapAt = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapAt = i;
                gapLength = end - i;
            }
        }
        if (gapAt == 0 && gapLength == 5 && group(5) == 0xffff) {
            return "::ffff:" + new Ipv4Address((int) value.low());
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gapAt) {
                out.append("::");
                i += gapLength - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(group(i)));
        }
        return out.toString();
    }
}
