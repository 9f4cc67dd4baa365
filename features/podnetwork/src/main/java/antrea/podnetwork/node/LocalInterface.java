package antrea.podnetwork.node;

import antrea.graph.SourceId;
import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A Pod's interface on this Node, as it stands in the switch. `name` is the host end of its veth pair, `mac` and
/// `addresses` are those inside the Pod; at most one address a family.
public record LocalInterface(
        String name, int port, ObjectKey pod, String containerId, MacAddress mac, List<IpAddress> addresses) {
    /// All Pod interfaces of this Node, by their host name. In sync once the ports that were there at the start
    /// have been looked through.
    public static final SourceId<String, LocalInterface> SOURCE = SourceId.named("local interfaces");

    private static final String TYPE = "antrea-type";
    private static final String TYPE_CONTAINER = "container";

    public LocalInterface {
        addresses = List.copyOf(addresses);
    }

    /// The keys of the port's external_ids, as the original writes them, by which a restarted agent knows it
    /// again.
    SequencedMap<String, String> externalIds() {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        out.put(TYPE, TYPE_CONTAINER);
        out.put("container-id", containerId);
        out.put("pod-name", pod.name());
        out.put("pod-namespace", pod.namespace());
        out.put("attached-mac", mac.toString());
        out.put(
                "ip-address",
                String.join(",", addresses.stream().map(IpAddress::toString).toList()));
        return out;
    }

    /// Whether the port is a Pod's, by its own word.
    static boolean isPodPort(OvsPort port) {
        return TYPE_CONTAINER.equals(port.externalIds().get(TYPE))
                || port.externalIds().containsKey("container-id");
    }

    /// Reads what [#externalIds] wrote; empty when something is missing or unreadable, or the port has no number.
    static Optional<LocalInterface> of(OvsPort port) {
        Map<String, String> ids = port.externalIds();
        Optional<MacAddress> mac = MacAddress.tryParse(ids.getOrDefault("attached-mac", ""));
        List<IpAddress> addresses = Arrays.stream(
                        ids.getOrDefault("ip-address", "").split(",", -1))
                .map(String::strip)
                .map(IpAddress::tryParse)
                .flatMap(Optional::stream)
                .toList();
        if (!port.isUp() || mac.isEmpty() || addresses.isEmpty()) {
            return Optional.empty();
        }
        ObjectKey pod = new ObjectKey(ids.getOrDefault("pod-namespace", ""), ids.getOrDefault("pod-name", ""));
        return Optional.of(new LocalInterface(
                port.name(),
                port.ofport().orElseThrow(),
                pod,
                ids.getOrDefault("container-id", ""),
                mac.get(),
                addresses));
    }
}
