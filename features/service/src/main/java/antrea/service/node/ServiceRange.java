package antrea.service.node;

import antrea.kube.object.Node;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.pipeline.Flow;
import antrea.pipeline.Priority;
import antrea.pipeline.Stage;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The prefixes of Service addresses, and what the switch does with the rest of them. Pure.
final class ServiceRange {
    private static final int RANGE_BITS = 20;

    private ServiceRange() {}

    /// The cluster IPs: those that are served here, and those of Services that are left to somebody else.
    record Addresses(Set<IpAddress> ours, Set<IpAddress> others) {
        Addresses {
            ours = Set.copyOf(ours);
            others = Set.copyOf(others);
        }
    }

    /// Drops what is for the prefix and has no endpoint; what somebody else serves passes.
    static List<Flow> rows(Cidr prefix, Set<IpAddress> others) {
        List<Flow> out = new ArrayList<>();
        out.add(ServiceTables.ENDPOINT_DNAT.flow(Priority.LOWER).ipDst(prefix).drop());
        others.stream().filter(prefix::contains).forEach(other -> out.add(pass(other)));
        return out;
    }

    /// To the host, where somebody else serves it.
    private static Flow pass(IpAddress address) {
        return ServiceTables.ENDPOINT_DNAT.flow(Priority.LOW).ipDst(address).goTo(Target.stage(Stage.EGRESS_SECURITY));
    }

    /// The smallest prefixes that hold the addresses, by the block that they are of. A cluster may have had several
    /// ranges of Service addresses: one prefix over all of them would hold what is no Service's at all, such as
    /// Pods.
    static Map<Cidr, Cidr> cover(Collection<IpAddress> addresses) {
        Map<Cidr, Cidr> out = new HashMap<>();
        for (IpAddress address : addresses) {
            out.merge(block(address), Cidr.of(address), ServiceRange::join);
        }
        return out;
    }

    /// The prefix without what is known to be of Nodes and Pods: a cluster whose ranges lie over each other works as
    /// long as no two things have one address. All of it where nothing of them is inside, else the pieces in which
    /// Services are.
    static List<Cidr> without(Collection<Cidr> foreign, Cidr prefix, Collection<IpAddress> services) {
        List<Cidr> inside = foreign.stream()
                .filter(f -> prefix.contains(f) && services.stream().noneMatch(f::contains))
                .toList();
        if (inside.isEmpty()) {
            return List.of(prefix);
        }
        return prefix.minus(inside).stream()
                .filter(piece -> services.stream().anyMatch(piece::contains))
                .toList();
    }

    /// What a Node has: its addresses and Pod CIDRs.
    static Set<Cidr> foreign(Node node) {
        Set<Cidr> out = new HashSet<>(node.podCidrs());
        node.internalIps().forEach(a -> out.add(Cidr.of(a)));
        node.externalIps().forEach(a -> out.add(Cidr.of(a)));
        return out;
    }

    /// No range of Services is larger, and each is aligned to its size (kube-apiserver,
    /// `--service-cluster-ip-range`: at most 20 bits).
    private static Cidr block(IpAddress address) {
        return new Cidr(address, address.family().bits() - RANGE_BITS);
    }

    static Cidr join(Cidr a, Cidr b) {
        U128 difference = a.address().value().xor(b.address().value());
        int common = Math.min(a.prefixLength(), b.prefixLength());
        int bits = a.family().bits();
        while (common > 0 && !difference.and(U128.mask(bits - common, common)).isZero()) {
            common--;
        }
        return new Cidr(a.address(), common);
    }
}
