package antrea.hostnet;

/// One thing that the host shall have.
public sealed interface HostItem permits RoutingItem, FilterItem, ServiceConnections {
    /// What makes it this thing and no other; two items with one key cannot be on the host at once.
    HostKey key();
}
