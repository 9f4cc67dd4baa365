package antrea.service.node;

import antrea.net.IpAddress;

/// An endpoint as the switch needs it. `local`: it is a Pod of this Node. `remotePod`: it is a Pod of another Node
/// (and not that Node itself, nor something outside of the cluster).
public record Endpoint(IpAddress address, int port, boolean local, boolean remotePod) implements Comparable<Endpoint> {
    @Override
    public int compareTo(Endpoint other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }
}
