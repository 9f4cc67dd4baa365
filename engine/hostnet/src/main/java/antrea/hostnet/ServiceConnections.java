package antrea.hostnet;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.Optional;
import java.util.Set;

/// Tracked connections to a port of a Service. One that was begun before the switch knew the Service goes to the
/// address itself, where nobody answers: it is ended, so that its next packet chooses an endpoint.
///
/// @param backends the endpoints that the others may go to; those to any other are ended as well, and none means
/// all of them. Empty where a connection keeps its endpoint as long as it lives, as in TCP.
/// @param early whether clients can have sent before the switch knew the Service, or an endpoint has gone since: only
/// then is a new one looked for in the table
/// @param epoch another number each time an endpoint has gone: one that was there for a moment leaves connections to
/// it, also where the others are the same afterwards as before
public record ServiceConnections(
        Protocol protocol, IpAddress address, int port, Optional<Set<Backend>> backends, boolean early, int epoch)
        implements HostItem {
    public ServiceConnections {
        backends = backends.map(Set::copyOf);
    }

    public static ServiceConnections only(Protocol protocol, IpAddress address, int port, Set<Backend> backends) {
        return new ServiceConnections(protocol, address, port, Optional.of(backends), false, 0);
    }

    public static ServiceConnections any(Protocol protocol, IpAddress address, int port) {
        return new ServiceConnections(protocol, address, port, Optional.empty(), true, 0);
    }

    public ServiceConnections withEarly(boolean may) {
        return new ServiceConnections(protocol, address, port, backends, may, epoch);
    }

    public ServiceConnections withEpoch(int number) {
        return new ServiceConnections(protocol, address, port, backends, early, number);
    }

    /// An endpoint, to which the destination is translated.
    public record Backend(IpAddress address, int port) {}

    @Override
    public HostKey.OfConnections key() {
        return new HostKey.OfConnections(protocol, address, port);
    }
}
