package antrea.hostnet;

import antrea.net.IpAddress;
import antrea.net.MacAddress;

/// A permanent entry of the neighbour table.
public record Neighbour(String device, IpAddress address, MacAddress mac) implements RoutingItem {
    @Override
    public HostKey.OfNeighbour key() {
        return new HostKey.OfNeighbour(device, address);
    }
}
