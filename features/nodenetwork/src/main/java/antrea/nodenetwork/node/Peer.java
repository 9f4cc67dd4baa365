package antrea.nodenetwork.node;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.util.List;
import java.util.Optional;

/// Another Node of the cluster, as far as the network needs it. `transport` and `podCidrs`: at most one a family;
/// `uplinkMac` is there in the modes without a tunnel, where the Node published it.
public record Peer(String name, List<IpAddress> transport, List<Cidr> podCidrs, Optional<MacAddress> uplinkMac) {
    public Peer {
        transport = List.copyOf(transport);
        podCidrs = List.copyOf(podCidrs);
    }

    public Optional<IpAddress> transport(IpFamily family) {
        return transport.stream().filter(a -> a.family() == family).findFirst();
    }

    /// The peer's gateway in one of its Pod CIDRs: the first address.
    public static IpAddress gatewayOf(Cidr podCidr) {
        return podCidr.host(1);
    }
}
