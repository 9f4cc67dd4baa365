package antrea.networkpolicy.node;

import antrea.net.IpFamily;
import antrea.openflow.codec.Match;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// What policies need to know of the Node.
///
/// @param hostTraffic how the Node's own packets are known, one match a family
/// @param meteredPacketIn how many packets a second the switch may send up, where its datapath has meters; empty
///     where it has none
public record PolicyOptions(Set<IpFamily> families, List<Match> hostTraffic, OptionalInt meteredPacketIn) {
    public PolicyOptions {
        families = Set.copyOf(families);
        hostTraffic = List.copyOf(hostTraffic);
    }
}
