package antrea.linux.conntrack;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/// Which connections are meant; an empty part means any. `destination` and `destinationPort` are those of the
/// original direction (a Service's), `replySource` is the address that answers (an Endpoint's).
public record ConntrackFilter(
        IpFamily family,
        Protocol protocol,
        Optional<IpAddress> destination,
        OptionalInt destinationPort,
        Optional<IpAddress> replySource) {
    /// The connections of a protocol to that address and port.
    public static ConntrackFilter to(Protocol protocol, IpAddress destination, int port) {
        return new ConntrackFilter(
                destination.family(), protocol, Optional.of(destination), OptionalInt.of(port), Optional.empty());
    }

    /// The same, only those that this Endpoint answers.
    public ConntrackFilter answeredBy(IpAddress endpoint) {
        return new ConntrackFilter(family, protocol, destination, destinationPort, Optional.of(endpoint));
    }

    boolean matches(ConntrackTuple original, ConntrackTuple reply) {
        return original.protocol() == protocol.number()
                && destination.stream().allMatch(ip -> ip.equals(original.destination()))
                && (destinationPort.isEmpty() || destinationPort.getAsInt() == original.destinationPort())
                && replySource.stream().allMatch(ip -> ip.equals(reply.source()));
    }
}
