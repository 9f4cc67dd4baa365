package antrea.oracle;

import antrea.kube.object.ObjectKey;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.net.packet.Transport;
import java.util.Optional;

/// The first packet of a connection: from a Pod or from outside, to a Pod or to outside.
///
/// @param port 0 where the protocol has none
record Probe(End from, End to, Protocol protocol, int port) {
    private static final int CLIENT = 40000;

    /// One end: its address, and the Pod that has it. `node` is where a packet from outside comes in.
    record End(IpAddress address, Optional<ObjectKey> pod, String node) {
        static End of(ObjectKey pod, IpAddress address, String node) {
            return new End(address, Optional.of(pod), node);
        }

        static End outside(IpAddress address, String node) {
            return new End(address, Optional.empty(), node);
        }

        @Override
        public String toString() {
            return pod.map(p -> p + " ").orElse("outside ") + address + " at " + node;
        }
    }

    IpFamily family() {
        return from.address().family();
    }

    Transport transport() {
        return switch (protocol) {
            case TCP -> Transport.Tcp.syn(CLIENT, port);
            case UDP -> Transport.Udp.of(CLIENT, port);
            case SCTP -> new Transport.Sctp(CLIENT, port, 0, Bytes.of(1, 0, 0, 4));
            case ICMP, ICMPV6, IGMP ->
                family() == IpFamily.V4 ? Transport.Icmp.echo(7, 1) : Transport.Icmpv6.echo(7, 1);
        };
    }

    @Override
    public String toString() {
        return protocol + " to port " + port + " from " + from + " to " + to;
    }
}
