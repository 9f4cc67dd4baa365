package antrea.networkpolicy.api;

import antrea.net.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/// One kind of traffic that a rule matches.
///
/// @param protocol empty means: of the named port's own protocol (AdminNetworkPolicy)
/// @param port destination port or its name; empty means every port
/// @param endPort last destination port of a range that begins at a numeric `port`, included
public record Service(
        Optional<Protocol> protocol,
        Optional<Port> port,
        OptionalInt endPort,
        Icmp icmp,
        Igmp igmp,
        SourcePorts sourcePorts) {
    /// A port by number or by name.
    public sealed interface Port {
        /// A port number, 1 … 65535 when it comes from the Kubernetes API.
        record Number(int port) implements Port {}

        /// The name of a container port, to be looked up in each member.
        record Name(String name) implements Port {}
    }

    /// ICMP type and code, each 0 … 255; an absent one matches any.
    public record Icmp(OptionalInt type, OptionalInt code) {
        public static final Icmp ANY = new Icmp(OptionalInt.empty(), OptionalInt.empty());
    }

    /// IGMP message type and the text of the group address; absent or empty matches any.
    public record Igmp(OptionalInt type, String groupAddress) {
        public static final Igmp ANY = new Igmp(OptionalInt.empty(), "");
    }

    /// Source ports, both ends included.
    public record SourcePorts(OptionalInt first, OptionalInt last) {
        public static final SourcePorts ANY = new SourcePorts(OptionalInt.empty(), OptionalInt.empty());
    }

    /// Every port of the protocol.
    public static Service of(Protocol protocol) {
        return new Service(
                Optional.of(protocol), Optional.empty(), OptionalInt.empty(), Icmp.ANY, Igmp.ANY, SourcePorts.ANY);
    }

    public static Service of(Protocol protocol, int port) {
        return of(protocol).withPort(new Port.Number(port), OptionalInt.empty());
    }

    public static Service of(Protocol protocol, String portName) {
        return of(protocol).withPort(new Port.Name(portName), OptionalInt.empty());
    }

    /// A copy with those destination ports.
    public Service withPort(Port newPort, OptionalInt newEndPort) {
        return new Service(protocol, Optional.of(newPort), newEndPort, icmp, igmp, sourcePorts);
    }

    public boolean hasNamedPort() {
        return port.isPresent() && port.get() instanceof Port.Name;
    }
}
