package antrea.oracle;

import antrea.feature.NodeIdentity;
import antrea.kube.object.Node;
import antrea.kube.object.Pod;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.podnetwork.api.LocalInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Ports, MAC addresses and the like that the API does not tell, made from names and addresses so that they are
/// the same in every run. Node names end in their number, which is below 100.
final class Facts {
    static final int TUNNEL = 1;
    static final int GATEWAY = 2;
    private static final int FIRST_POD_PORT = 10;
    private static final int MTU = 1450;
    private static final long GATEWAY_MAC = 0x0a0000000001L;
    private static final long POD_MAC = 0x0a0001000000L;

    private Facts() {}

    static MacAddress gatewayMac(String node) {
        return new MacAddress(GATEWAY_MAC + ((long) number(node) << 8));
    }

    static NodeIdentity identity(Node node, Settings settings) {
        List<AddressWithPrefix> transport = new ArrayList<>();
        List<Cidr> podCidrs = new ArrayList<>();
        List<IpAddress> gateways = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            node.address(family)
                    .ifPresent(a -> transport.add(new AddressWithPrefix(a, family == IpFamily.V4 ? 24 : 64)));
            node.podCidr(family).ifPresent(cidr -> {
                podCidrs.add(cidr);
                gateways.add(cidr.host(1));
            });
        }
        String name = node.meta().name();
        return new NodeIdentity(
                name,
                transport,
                podCidrs,
                new NodeIdentity.Gateway("antrea-gw0", GATEWAY, gatewayMac(name), gateways),
                settings.hasTunnel() ? OptionalInt.of(TUNNEL) : OptionalInt.empty(),
                MTU);
    }

    /// The interface of a Pod for which [#hasInterface].
    static LocalInterface interfaceOf(Pod pod) {
        int host = (int) (pod.ips().getFirst().value().low() & 0xff);
        return new LocalInterface(
                "pod-" + host,
                FIRST_POD_PORT + host,
                pod.meta().key(),
                "container-" + host,
                new MacAddress(POD_MAC + ((long) number(pod.nodeName()) << 8) + host),
                pod.ips());
    }

    /// Whether it runs, has addresses and is not on the host's network.
    static boolean hasInterface(Pod pod) {
        return !pod.hostNetwork()
                && !pod.nodeName().isEmpty()
                && !pod.ips().isEmpty()
                && !pod.phase().ended();
    }

    private static int number(String node) {
        return Integer.parseInt(node.replaceAll("[^0-9]", ""));
    }
}
