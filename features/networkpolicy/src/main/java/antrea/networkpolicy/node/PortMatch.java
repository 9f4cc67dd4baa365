package antrea.networkpolicy.node;

import antrea.net.PortRange;
import antrea.net.Protocol;

/// Traffic by protocol and destination ports; all ports where `ports` is [PortRange#ALL].
record PortMatch(Protocol protocol, PortRange ports) implements Comparable<PortMatch> {
    @Override
    public int compareTo(PortMatch other) {
        int byProtocol = protocol.compareTo(other.protocol);
        return byProtocol != 0 ? byProtocol : ports.compareTo(other.ports);
    }
}
