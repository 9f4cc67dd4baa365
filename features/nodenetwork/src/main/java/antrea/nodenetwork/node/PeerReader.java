package antrea.nodenetwork.node;

import antrea.kube.object.Node;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a Node object says to its peers. Pure.
public final class PeerReader {
    /// The addresses that tunnels use, when they are not the Node's own.
    public static final String TRANSPORT_ADDRESSES = "node.antrea.io/transport-addresses";

    /// The MAC address of the uplink, in the modes without a tunnel.
    public static final String MAC_ADDRESS = "node.antrea.io/mac-address";

    private PeerReader() {}

    /// The peer; empty while the Node has no Pod CIDR or no address.
    static Optional<Peer> read(Node node) {
        List<Cidr> cidrs = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            node.podCidr(family).ifPresent(cidrs::add);
        }
        List<IpAddress> transport = transport(node);
        if (cidrs.isEmpty() || transport.isEmpty()) {
            return Optional.empty();
        }
        Optional<MacAddress> mac = MacAddress.tryParse(node.meta().annotations().getOrDefault(MAC_ADDRESS, ""));
        return Optional.of(new Peer(node.meta().name(), transport, cidrs, mac));
    }

    private static List<IpAddress> transport(Node node) {
        Map<String, String> annotations = node.meta().annotations();
        List<IpAddress> annotated = Arrays.stream(
                        annotations.getOrDefault(TRANSPORT_ADDRESSES, "").split(",", -1))
                .map(String::strip)
                .map(IpAddress::tryParse)
                .flatMap(Optional::stream)
                .toList();
        List<IpAddress> out = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            annotated.stream()
                    .filter(a -> a.family() == family)
                    .findFirst()
                    .or(() -> annotated.isEmpty() ? node.address(family) : Optional.empty())
                    .ifPresent(out::add);
        }
        return out;
    }
}
