package antrea.net;

import java.util.Optional;

/// An IPv4 or IPv6 address. Both kinds answer the same questions; nothing outside this package needs to know which
/// one it has, except by [#family].
public sealed interface IpAddress extends Comparable<IpAddress> permits Ipv4Address, Ipv6Address {
    IpFamily family();

    /// The address as a number, in the low [IpFamily#bits] bits.
    U128 value();

    /// The address of this family with that number.
    static IpAddress of(IpFamily family, U128 value) {
        return switch (family) {
            case V4 -> new Ipv4Address((int) value.low());
            case V6 -> new Ipv6Address(value);
        };
    }

    /// Parses the text forms of RFC 4291 section 2.2 and dotted quads without leading zeros; an IPv4-mapped IPv6
    /// address in text stays IPv6. No name is ever looked up. Throws [IllegalArgumentException] naming the text.
    static IpAddress parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not an IP address: \"" + text + "\""));
    }

    /// As [#parse], empty where that throws.
    static Optional<IpAddress> tryParse(String text) {
        return text.indexOf(':') >= 0
                ? Ipv6Address.tryParse(text).map(a -> a)
                : Ipv4Address.tryParse(text).map(a -> a);
    }

    /// Reads 4 or 16 bytes in network order. Throws [IllegalArgumentException] for any other length.
    static IpAddress ofBytes(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> of(IpFamily.V4, U128.ofBytes(bytes));
            case 16 -> of(IpFamily.V6, U128.ofBytes(bytes));
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /// 4 or 16 bytes in network order.
    default byte[] toBytes() {
        return value().toBytes(family().bits() / 8);
    }

    /// The address `count` after this one, wrapping within the family.
    default IpAddress plus(long count) {
        U128 v = value();
        long low = v.low() + count;
        long high = v.high();
        if (count >= 0 && Long.compareUnsigned(low, v.low()) < 0) {
            high++;
        } else if (count < 0 && Long.compareUnsigned(low, v.low()) > 0) {
            high--;
        }
        return of(family(), new U128(high, low));
    }

    default boolean isV4() {
        return family() == IpFamily.V4;
    }

    /// IPv4 before IPv6, then by number.
    @Override
    default int compareTo(IpAddress other) {
        int byFamily = family().compareTo(other.family());
        return byFamily != 0 ? byFamily : value().compareTo(other.value());
    }
}
