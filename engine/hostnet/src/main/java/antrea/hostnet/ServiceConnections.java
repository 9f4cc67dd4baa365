package antrea.hostnet;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.Set;

/// Tracked connections to a port of a Service: they may go to these endpoints and to no other. Ending those to
/// others makes their next packet choose anew; none means that all are ended.
public record ServiceConnections(Protocol protocol, IpAddress address, int port, Set<Backend> backends)
        implements HostItem {
    public ServiceConnections {
        backends = Set.copyOf(backends);
    }

    /// An endpoint, to which the destination is translated.
    public record Backend(IpAddress address, int port) {}

    @Override
    public HostKey.OfConnections key() {
        return new HostKey.OfConnections(protocol, address, port);
    }
}
