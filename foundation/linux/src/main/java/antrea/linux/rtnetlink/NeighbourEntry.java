package antrea.linux.rtnetlink;

import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.Optional;

/// An entry of the neighbour table (ARP, NDP). `mac` is empty while the kernel has no answer.
public record NeighbourEntry(int ifindex, IpAddress address, Optional<MacAddress> mac, boolean permanent) {
    public static NeighbourEntry permanent(int ifindex, IpAddress address, MacAddress mac) {
        return new NeighbourEntry(ifindex, address, Optional.of(mac), true);
    }
}
