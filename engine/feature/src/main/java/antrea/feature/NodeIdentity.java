package antrea.feature;

import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// This Node, as found and made at start; it does not change while the agent runs. `transport`: the addresses
/// other Nodes reach it by, at most one a family. `podCidrs`: at most one a family. `tunnelPort` is absent where
/// there is no tunnel interface. `mtu` is that of Pod interfaces.
public record NodeIdentity(
        String name,
        List<AddressWithPrefix> transport,
        List<Cidr> podCidrs,
        Gateway gateway,
        OptionalInt tunnelPort,
        int mtu) {
    /// Our host interface on the bridge (`antrea-gw0`). `addresses`: at most one a family.
    public record Gateway(String interfaceName, int port, MacAddress mac, List<IpAddress> addresses) {
        public Gateway {
            addresses = List.copyOf(addresses);
        }

        public Optional<IpAddress> address(IpFamily family) {
            return addresses.stream().filter(a -> a.family() == family).findFirst();
        }
    }

    public NodeIdentity {
        transport = List.copyOf(transport);
        podCidrs = List.copyOf(podCidrs);
    }

    public Optional<IpAddress> transportAddress(IpFamily family) {
        return transport.stream()
                .map(AddressWithPrefix::address)
                .filter(a -> a.family() == family)
                .findFirst();
    }

    public Optional<Cidr> podCidr(IpFamily family) {
        return podCidrs.stream().filter(c -> c.family() == family).findFirst();
    }
}
