package antrea.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An address prefix. The bits behind the prefix are always zero: two prefixes that cover the same addresses are
/// equal.
public record Cidr(IpAddress address, int prefixLength) implements Comparable<Cidr> {
    public static final Cidr ALL_V4 = new Cidr(new Ipv4Address(0), 0);
    public static final Cidr ALL_V6 = new Cidr(new Ipv6Address(U128.ZERO), 0);

    /// Clears the host bits. Throws [IllegalArgumentException] for a prefix length that the family does not have.
    public Cidr {
        if (prefixLength < 0 || prefixLength > address.family().bits()) {
            throw new IllegalArgumentException("no such prefix length: " + address + "/" + prefixLength);
        }
        address = IpAddress.of(address.family(), address.value().and(maskOf(address.family(), prefixLength)));
    }

    /// The prefix that holds just this address.
    public static Cidr of(IpAddress address) {
        return new Cidr(address, address.family().bits());
    }

    /// Every address of the family.
    public static Cidr all(IpFamily family) {
        return family == IpFamily.V4 ? ALL_V4 : ALL_V6;
    }

    /// Parses `ADDRESS/LENGTH`; host bits are cleared. Throws [IllegalArgumentException] naming the text.
    public static Cidr parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a CIDR: \"" + text + "\""));
    }

    /// As [#parse], empty where that throws.
    public static Optional<Cidr> tryParse(String text) {
        return AddressWithPrefix.tryParse(text).map(AddressWithPrefix::network);
    }

    private static U128 maskOf(IpFamily family, int prefixLength) {
        return U128.mask(family.bits() - prefixLength, prefixLength);
    }

    public IpFamily family() {
        return address.family();
    }

    /// The network mask as a number.
    public U128 mask() {
        return maskOf(family(), prefixLength);
    }

    public boolean contains(IpAddress other) {
        return other.family() == family() && other.value().and(mask()).equals(address.value());
    }

    public boolean contains(Cidr other) {
        return other.prefixLength >= prefixLength && contains(other.address);
    }

    /// The address `offset` after the first one. 1 is the gateway of a Pod CIDR.
    public IpAddress host(long offset) {
        return address.plus(offset);
    }

    /// The last address (the broadcast address of an IPv4 subnet).
    public IpAddress last() {
        U128 hostBits = U128.mask(0, family().bits() - prefixLength);
        return IpAddress.of(family(), address.value().or(hostBits));
    }

    public boolean isSingleAddress() {
        return prefixLength == family().bits();
    }

    /// The fewest prefixes that cover this one without the excepted ones, in order.
    public List<Cidr> minus(List<Cidr> excepted) {
        List<Cidr> relevant = new ArrayList<>();
        for (Cidr e : excepted) {
            if (e.contains(this)) {
                return List.of();
            }
            if (contains(e)) {
                relevant.add(e);
            }
        }
        if (relevant.isEmpty()) {
            return List.of(this);
        }
        Cidr lower = new Cidr(address, prefixLength + 1);
        U128 upperBit = U128.mask(family().bits() - prefixLength - 1, 1);
        Cidr upper = new Cidr(IpAddress.of(family(), address.value().or(upperBit)), prefixLength + 1);
        List<Cidr> out = new ArrayList<>(lower.minus(relevant));
        out.addAll(upper.minus(relevant));
        return out;
    }

    @Override
    public int compareTo(Cidr other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(prefixLength, other.prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
