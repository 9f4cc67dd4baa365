package antrea.hostnet.driver;

import antrea.net.IpAddress;
import antrea.net.Protocol;

/// A connection in the zone that Services are translated in: who began it, to which address and port, and who
/// answers. Without translation the answer comes from where it was sent to.
///
/// @param answered that something has come back; false as well where the table does not tell
public record TrackedConnection(Protocol protocol, Peer source, Peer destination, Peer answering, boolean answered) {
    /// One end.
    public record Peer(IpAddress address, int port) {}

    boolean isTranslated() {
        return !destination.equals(answering);
    }
}
