package antrea.kube.resource;

import antrea.kube.object.IntOrString;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.runtime.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the values that recur in several kinds. Also for the kinds of features.
public final class Values {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");
    private static final long MAPPED_PREFIX = 0xffff;

    private Values() {}

    /// An address as Kubernetes reads it: leading zeros of IPv4 parts are allowed and mean nothing, and an
    /// IPv4-mapped IPv6 address is the IPv4 address. Empty for anything else.
    public static Optional<IpAddress> tryAddress(String text) {
        Optional<IpAddress> plain = IpAddress.tryParse(text);
        if (plain.isEmpty() && text.indexOf(':') < 0) {
            plain = IpAddress.tryParse(LEADING_ZEROS.matcher(text).replaceAll(""));
        }
        return plain.map(Values::unmapped);
    }

    private static IpAddress unmapped(IpAddress address) {
        U128 value = address.value();
        boolean mapped = !address.isV4() && value.high() == 0 && value.low() >>> 32 == MAPPED_PREFIX;
        return mapped ? IpAddress.of(IpFamily.V4, U128.of(value.low() & 0xffffffffL)) : address;
    }

    /// The addresses of an array of strings, without those that are none.
    public static List<IpAddress> addresses(TokenReader in) {
        List<IpAddress> out = new ArrayList<>(2);
        in.beginArray();
        while (in.nextElement()) {
            tryAddress(in.text()).ifPresent(out::add);
        }
        return out;
    }

    /// A prefix as Kubernetes reads it: leading zeros mean nothing, in the address and in the length, and a prefix
    /// of IPv4-mapped IPv6 addresses is the IPv4 prefix. Throws [JsonException] when it is none: a rule with an
    /// unread prefix would mean something else.
    public static Cidr cidr(TokenReader in) {
        String text = in.text();
        return tryPrefix(text)
                .map(AddressWithPrefix::network)
                .orElseThrow(() -> new JsonException(in.path() + ": not a CIDR: \"" + text + "\""));
    }

    /// As [#cidr], with the bits behind the prefix; empty when it is none.
    static Optional<AddressWithPrefix> tryPrefix(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String address = text.substring(0, slash);
        String length = LEADING_ZEROS.matcher(text.substring(slash + 1)).replaceAll("");
        Optional<AddressWithPrefix> plain = AddressWithPrefix.tryParse(address + "/" + length);
        if (plain.isEmpty()) {
            plain = tryAddress(address).flatMap(a -> AddressWithPrefix.tryParse(a + "/" + length));
        }
        return plain.map(Values::unmapped);
    }

    private static AddressWithPrefix unmapped(AddressWithPrefix prefix) {
        IpAddress address = unmapped(prefix.address());
        if (address.equals(prefix.address())) {
            return prefix;
        }
        int length = prefix.prefixLength() - (IpFamily.V6.bits() - IpFamily.V4.bits());
        // a shorter prefix is one of IPv6, and so is its address only without the bits behind it
        return length >= 0
                ? new AddressWithPrefix(address, length)
                : new AddressWithPrefix(prefix.network().address(), prefix.prefixLength());
    }

    /// The prefixes of an array.
    public static List<Cidr> cidrs(TokenReader in) {
        List<Cidr> out = new ArrayList<>(2);
        in.beginArray();
        while (in.nextElement()) {
            out.add(cidr(in));
        }
        return out;
    }

    /// `TCP`, `UDP` or `SCTP`; TCP for null.
    public static Protocol protocol(TokenReader in) {
        String text = in.sharedText();
        if (text.isEmpty()) {
            return Protocol.TCP;
        }
        return Protocol.ofName(text)
                .filter(Protocol::hasPorts)
                .orElseThrow(() -> new JsonException(in.path() + ": no such protocol: \"" + text + "\""));
    }

    /// A number or a name.
    public static IntOrString intOrString(TokenReader in) {
        return in.share(in.isNumber() ? IntOrString.of(in.integer()) : IntOrString.of(in.text()));
    }

    /// A transport port.
    public static int port(TokenReader in) {
        int out = in.integer();
        if (out < 0 || out > 65535) {
            throw new JsonException(in.path() + ": no such port: " + out);
        }
        return out;
    }

    /// A list read element by element.
    public static <T> List<T> list(TokenReader in, ObjectReader<T> element) {
        List<T> out = new ArrayList<>(2);
        in.beginArray();
        while (in.nextElement()) {
            out.add(element.read(in));
        }
        return out;
    }
}
