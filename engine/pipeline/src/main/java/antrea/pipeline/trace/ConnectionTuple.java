package antrea.pipeline.trace;

import antrea.net.IpAddress;

/// One direction of a connection. For ICMP the ports are the identifier and the type.
public record ConnectionTuple(
        int protocol, IpAddress source, IpAddress destination, int sourcePort, int destinationPort) {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    /// The tuple of the packets in the other direction.
    ConnectionTuple reverse() {
        if (protocol == ICMP || protocol == ICMPV6) {
            return new ConnectionTuple(protocol, destination, source, sourcePort, reverseType(destinationPort));
        }
        return new ConnectionTuple(protocol, destination, source, destinationPort, sourcePort);
    }

    private int reverseType(int type) {
        return protocol == ICMP
                ? switch (type) {
                    case 8 -> 0;
                    case 0 -> 8;
                    case 13, 15, 17 -> type + 1;
                    case 14, 16, 18 -> type - 1;
                    default -> type;
                }
                : switch (type) {
                    case 128 -> 129;
                    case 129 -> 128;
                    default -> type;
                };
    }

    boolean hasPorts() {
        return protocol != ICMP && protocol != ICMPV6;
    }

    ConnectionTuple withSource(IpAddress address, int port) {
        return new ConnectionTuple(protocol, address, destination, hasPorts() ? port : sourcePort, destinationPort);
    }

    ConnectionTuple withDestination(IpAddress address, int port) {
        return new ConnectionTuple(protocol, source, address, sourcePort, hasPorts() ? port : destinationPort);
    }
}
