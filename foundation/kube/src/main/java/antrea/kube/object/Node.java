package antrea.kube.object;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.util.List;
import java.util.Optional;

/// A Node (core/v1). Addresses are those of status.addresses that are addresses, in their order.
public record Node(Meta meta, List<Cidr> podCidrs, List<IpAddress> internalIps, List<IpAddress> externalIps)
        implements KubeObject {
    public Node {
        podCidrs = List.copyOf(podCidrs);
        internalIps = List.copyOf(internalIps);
        externalIps = List.copyOf(externalIps);
    }

    public static Node of(Meta meta) {
        return new Node(meta, List.of(), List.of(), List.of());
    }

    /// The first Pod CIDR of the family.
    public Optional<Cidr> podCidr(IpFamily family) {
        return podCidrs.stream().filter(c -> c.family() == family).findFirst();
    }

    /// The address that others reach this Node by: the first internal one of the family, else the first external
    /// one.
    public Optional<IpAddress> address(IpFamily family) {
        return internalIps.stream()
                .filter(a -> a.family() == family)
                .findFirst()
                .or(() -> externalIps.stream().filter(a -> a.family() == family).findFirst());
    }

    public Node withPodCidrs(List<Cidr> other) {
        return new Node(meta, other, internalIps, externalIps);
    }

    public Node withInternalIps(List<IpAddress> other) {
        return new Node(meta, podCidrs, other, externalIps);
    }
}
