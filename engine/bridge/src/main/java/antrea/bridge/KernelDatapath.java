package antrea.bridge;

import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;

/// The `openvswitch` module of the kernel (`datapath_type=system`): what users run. `hasMeters` from kernel 4.18
/// on.
public record KernelDatapath(boolean hasMeters) implements DatapathProfile {
    private static final U128 HOST_LOCAL = U128.of(0x80000000L);

    @Override
    public String datapathType() {
        return "system";
    }

    /// The mark that iptables of the host set on what the host itself sends.
    @Override
    public Match hostTraffic(IpAddress gateway, ServiceNat serviceNat) {
        return Match.of(
                FieldMatch.exact(OxmField.ETH_TYPE, gateway.family().etherType()),
                new FieldMatch(OxmField.PKT_MARK, HOST_LOCAL, HOST_LOCAL));
    }

    @Override
    public boolean carriesMarks() {
        return true;
    }

    @Override
    public boolean tunnelNeedsUnderlayBridge() {
        return false;
    }

    @Override
    public ConntrackHolder conntrack() {
        return ConntrackHolder.KERNEL;
    }

    @Override
    public boolean keepsStaleFlows(String version) {
        return false;
    }
}
