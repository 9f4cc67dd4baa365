package antrea.nodenetwork.node;

import antrea.feature.NodeIdentity;
import antrea.feature.TrafficMode;
import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.util.Optional;

/// How packets reach the Pods of a peer, in one traffic mode. `uplink` is the device with the transport address.
/// Pure.
public record Routing(NodeIdentity node, TrafficMode mode, String uplink) {
    /// The way to the Pods of a peer, for one family.
    public sealed interface Way {
        /// Through the tunnel to this transport address.
        record Tunnel(IpAddress remote) implements Way {}

        /// The peer is in our subnet: the host routes to it.
        record Direct(IpAddress remote) implements Way {}

        /// The underlay knows the way; we have no route of our own.
        record Underlay() implements Way {}

        /// The peer has no address of this family (yet).
        record None() implements Way {}
    }

    public Way to(Peer peer, IpFamily family) {
        Optional<IpAddress> remote = peer.transport(family);
        // a dual-stack Pod network may stand on a single-stack transport network: the tunnel carries both
        Optional<IpAddress> any =
                remote.isPresent() ? remote : peer.transport().stream().findFirst();
        if (any.isEmpty()) {
            return new Way.None();
        }
        return switch (mode) {
            case ENCAP -> new Way.Tunnel(any.get());
            case NO_ENCAP ->
                remote.filter(this::isNeighbour).<Way>map(Way.Direct::new).orElse(new Way.Underlay());
            case HYBRID ->
                remote.filter(this::isNeighbour).<Way>map(Way.Direct::new).orElse(new Way.Tunnel(any.get()));
            case NETWORK_POLICY_ONLY -> new Way.None();
        };
    }

    private boolean isNeighbour(IpAddress remote) {
        return node.transport().stream().map(AddressWithPrefix::network).anyMatch(n -> n.contains(remote));
    }
}
