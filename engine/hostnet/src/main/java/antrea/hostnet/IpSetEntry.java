package antrea.hostnet;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.Locale;

/// An entry of a set, in the spelling in which ipset(8) shows it.
public record IpSetEntry(String set, String entry) implements FilterItem {
    /// For sets of `hash:net`.
    public static IpSetEntry of(String set, Cidr prefix) {
        // ipset shows a prefix that is a single address without its length
        return new IpSetEntry(set, prefix.isSingleAddress() ? prefix.address().toString() : prefix.toString());
    }

    /// For sets of `hash:ip`.
    public static IpSetEntry of(String set, IpAddress address) {
        return new IpSetEntry(set, address.toString());
    }

    /// For sets of `hash:ip,port`.
    public static IpSetEntry of(String set, IpAddress address, Protocol protocol, int port) {
        return new IpSetEntry(set, address + "," + protocol.name().toLowerCase(Locale.ROOT) + ":" + port);
    }

    @Override
    public HostKey.OfSetEntry key() {
        return new HostKey.OfSetEntry(set, entry);
    }
}
