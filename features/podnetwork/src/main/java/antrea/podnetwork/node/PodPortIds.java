package antrea.podnetwork.node;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.podnetwork.api.LocalInterface;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The external_ids of a Pod's port, as the original writes them, by which a restarted agent knows it again.
public final class PodPortIds {
    private static final String TYPE = "antrea-type";
    private static final String TYPE_CONTAINER = "container";

    private PodPortIds() {}

    public static SequencedMap<String, String> of(LocalInterface local) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        out.put(TYPE, TYPE_CONTAINER);
        out.put("container-id", local.containerId());
        out.put("pod-name", local.pod().name());
        out.put("pod-namespace", local.pod().namespace());
        out.put("attached-mac", local.mac().toString());
        out.put(
                "ip-address",
                String.join(
                        ",", local.addresses().stream().map(IpAddress::toString).toList()));
        return out;
    }

    /// Whether the port is a Pod's, by its own word.
    static boolean isPodPort(OvsPort port) {
        return TYPE_CONTAINER.equals(port.externalIds().get(TYPE))
                || port.externalIds().containsKey("container-id");
    }

    /// Reads what [#of] wrote; empty when something is missing or unreadable, or the port has no number.
    static Optional<LocalInterface> read(OvsPort port) {
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
