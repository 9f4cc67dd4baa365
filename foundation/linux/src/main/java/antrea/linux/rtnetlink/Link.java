package antrea.linux.rtnetlink;

import antrea.net.MacAddress;
import java.util.Optional;
import java.util.OptionalInt;

/// A network device as the kernel shows it. `kind` is `veth`, `bridge`, … or empty for hardware; `peerIndex` is
/// the other end of a veth, by its index in *its* namespace; `up` is the administrative state.
public record Link(
        int index,
        String name,
        String kind,
        Optional<MacAddress> mac,
        int mtu,
        boolean up,
        OptionalInt peerIndex,
        OptionalInt masterIndex) {}
