package antrea.nodenetwork.node;

import antrea.feature.TrafficMode;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What this Node tells its peers by annotations of its Node object; [PeerReader] reads them. Pure.
public final class PeerAnnotations {
    private PeerAnnotations() {}

    /// Values by key; an annotation without a value is taken away.
    public static SequencedMap<String, Optional<String>> of(TrafficMode mode, NodeBringUp.Result node) {
        SequencedMap<String, Optional<String>> out = new LinkedHashMap<>();
        String addresses = node.announced().stream().map(IpAddress::toString).collect(Collectors.joining(","));
        out.put(PeerReader.TRANSPORT_ADDRESSES, Optional.of(addresses).filter(text -> !text.isEmpty()));
        // peers that route without a tunnel in their switch, as those on Windows, send to it
        out.put(
                PeerReader.MAC_ADDRESS,
                mode == TrafficMode.ENCAP ? Optional.empty() : node.uplinkMac().map(MacAddress::toString));
        return out;
    }
}
