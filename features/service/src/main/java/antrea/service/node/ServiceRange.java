package antrea.service.node;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.U128;
import antrea.pipeline.Flow;
import antrea.pipeline.Priority;
import antrea.pipeline.Stage;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The prefix of all Service addresses of a family, and what the switch does with the rest of it. Pure.
final class ServiceRange {
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

    /// The smallest prefix that holds all addresses of the family.
    static Optional<Cidr> cover(Collection<IpAddress> addresses, IpFamily family) {
        Optional<Cidr> out = Optional.empty();
        for (IpAddress address : addresses) {
            if (address.family() == family) {
                Cidr one = Cidr.of(address);
                out = Optional.of(out.map(c -> join(c, one)).orElse(one));
            }
        }
        return out;
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
