package antrea.linux.rtnetlink;

import antrea.net.MacAddress;
import java.util.Optional;

/// A veth pair to be created: one end on the host, the other directly inside a Pod's namespace. An empty address
/// lets the kernel choose.
public record VethSpec(
        String hostName, Optional<MacAddress> hostMac, String podName, Optional<MacAddress> podMac, int mtu) {}
