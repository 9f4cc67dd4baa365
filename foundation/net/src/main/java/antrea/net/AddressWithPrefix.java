package antrea.net;

import java.util.Optional;

/// An address of an interface together with the prefix of its subnet, as in `10.0.0.1/24`. Unlike [Cidr] it keeps
/// the host bits.
public record AddressWithPrefix(IpAddress address, int prefixLength) {
    /// Throws [IllegalArgumentException] for a prefix length that the family does not have.
    public AddressWithPrefix {
        if (prefixLength < 0 || prefixLength > address.family().bits()) {
            throw new IllegalArgumentException("no such prefix length: " + address + "/" + prefixLength);
        }
    }

    public static AddressWithPrefix parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an address with prefix: \"" + text + "\""));
    }

    public static Optional<AddressWithPrefix> tryParse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        Optional<IpAddress> address = IpAddress.tryParse(text.substring(0, slash));
        int length = number(text, slash + 1);
        if (address.isEmpty() || length < 0 || length > address.get().family().bits()) {
            return Optional.empty();
        }
        return Optional.of(new AddressWithPrefix(address.get(), length));
    }

    private static int number(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 3 || digits > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int out = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            out = out * 10 + (c - '0');
        }
        return out;
    }

    public Cidr network() {
        return new Cidr(address, prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
