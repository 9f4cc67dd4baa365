package antrea.nodenetwork.node;

import antrea.feature.NodeIdentity;
import antrea.net.Cidr;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who has a Pod CIDR that several Nodes claim: this Node what is its own, else the Node that is older, and of two
/// of one age that with the smaller name. So all third Nodes decide the same, in whatever order they heard of them,
/// and the network that worked goes on to work. The answer depends on what is claimed now, and on nothing else.
final class PodCidrClaims {
    private static final Comparator<Claim> RANK = Comparator.comparing(Claim::since)
            .thenComparing(claim -> claim.peer().name());

    private final NodeIdentity node;
    private final Map<String, Claim> claims = new HashMap<>();

    /// What a Node says of itself, and when it was made.
    record Claim(Peer peer, Instant since) {
        private boolean overlaps(Claim other) {
            return peer.podCidrs().stream().anyMatch(cidr -> overlapsAny(cidr, other.peer.podCidrs()));
        }
    }

    /// What a peer has, and what it claims in vain: each such CIDR with the name of the Node that has it.
    record Granted(Peer peer, Map<Cidr, String> refused) {
        Granted {
            refused = Map.copyOf(refused);
        }
    }

    PodCidrClaims(NodeIdentity node) {
        this.node = node;
    }

    /// Takes up what a Node claims now, or that it claims nothing any more. Gives back the names of all Nodes whose
    /// share may be another one by that, its own among them.
    Set<String> update(String name, Optional<Claim> now) {
        Set<String> out = new HashSet<>();
        out.add(name);
        Optional<Claim> before = Optional.ofNullable(claims.remove(name));
        if (!before.map(PodCidrClaims::weight).equals(now.map(PodCidrClaims::weight))) {
            for (Claim other : claims.values()) {
                if (before.filter(other::overlaps).isPresent()
                        || now.filter(other::overlaps).isPresent()) {
                    out.add(other.peer().name());
                }
            }
        }
        now.ifPresent(claim -> claims.put(name, claim));
        return out;
    }

    /// What of a claim others lose or win by.
    private static List<Object> weight(Claim claim) {
        return List.of(claim.peer().podCidrs(), claim.since());
    }

    /// Empty for a Node that claims nothing.
    Optional<Granted> of(String name) {
        return Optional.ofNullable(claims.get(name)).map(this::grant);
    }

    private Granted grant(Claim claim) {
        Map<Cidr, String> refused = new HashMap<>();
        List<Cidr> granted = new ArrayList<>();
        for (Cidr cidr : claim.peer().podCidrs()) {
            Optional<String> holder =
                    overlapsAny(cidr, node.podCidrs()) ? Optional.of(node.name()) : holder(cidr, claim);
            holder.ifPresentOrElse(by -> refused.put(cidr, by), () -> granted.add(cidr));
        }
        Peer peer = claim.peer();
        return new Granted(new Peer(peer.name(), peer.transport(), granted, peer.uplinkMac()), refused);
    }

    private Optional<String> holder(Cidr cidr, Claim claim) {
        return claims.values().stream()
                .filter(other -> RANK.compare(other, claim) < 0
                        && overlapsAny(cidr, other.peer().podCidrs()))
                .min(RANK)
                .map(other -> other.peer().name());
    }

    private static boolean overlapsAny(Cidr cidr, Collection<Cidr> others) {
        return others.stream().anyMatch(other -> other.contains(cidr) || cidr.contains(other));
    }
}
