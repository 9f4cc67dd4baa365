package antrea.linux.conntrack;

import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.NetlinkFormatException;
import antrea.net.IpAddress;
import java.util.Optional;

/// One direction of a connection. The ports are 0 for protocols without.
public record ConntrackTuple(
        int protocol, IpAddress source, IpAddress destination, int sourcePort, int destinationPort) {
    private static final int IP = 1;
    private static final int PROTOCOL = 2;
    private static final int V4_SOURCE = 1;
    private static final int V4_DESTINATION = 2;
    private static final int V6_SOURCE = 3;
    private static final int V6_DESTINATION = 4;
    private static final int NUMBER = 1;
    private static final int SOURCE_PORT = 2;
    private static final int DESTINATION_PORT = 3;

    /// Reads a CTA_TUPLE (linux/netfilter/nfnetlink_conntrack.h).
    static ConntrackTuple read(Attributes tuple) {
        Attributes ip = tuple.nested(IP).orElseThrow(() -> missing("addresses"));
        Attributes protocol = tuple.nested(PROTOCOL).orElseThrow(() -> missing("protocol"));
        Optional<IpAddress> source = ip.address(V4_SOURCE).or(() -> ip.address(V6_SOURCE));
        Optional<IpAddress> destination = ip.address(V4_DESTINATION).or(() -> ip.address(V6_DESTINATION));
        return new ConntrackTuple(
                number(protocol, NUMBER, 1),
                source.orElseThrow(() -> missing("source")),
                destination.orElseThrow(() -> missing("destination")),
                number(protocol, SOURCE_PORT, 2),
                number(protocol, DESTINATION_PORT, 2));
    }

    static int number(Attributes attributes, int kind, int bytes) {
        byte[] value = attributes.bytes(kind).orElseGet(() -> new byte[bytes]);
        if (value.length != bytes) {
            throw new NetlinkFormatException("attribute " + kind + " of a connection has " + value.length + " bytes");
        }
        int number = 0;
        for (byte one : value) {
            number = number << 8 | one & 0xff;
        }
        return number;
    }

    private static NetlinkFormatException missing(String what) {
        return new NetlinkFormatException("connection without " + what);
    }
}
