package antrea.bridge;

import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;

/// Open vSwitch in user space (`datapath_type=netdev`): where the kernel has no module, and in the lab. Marks do
/// not cross its tap devices.
public record UserspaceDatapath() implements DatapathProfile {
    private static final U128 SERVICE = U128.of(0x10);

    @Override
    public String datapathType() {
        return "netdev";
    }

    /// By source address. With our own Service translation, connections to Services are left out: hairpin traffic
    /// of others carries the gateway's address too.
    @Override
    public Match hostTraffic(IpAddress gateway, ServiceNat serviceNat) {
        OxmField source =
                switch (gateway.family()) {
                    case V4 -> OxmField.IPV4_SRC;
                    case V6 -> OxmField.IPV6_SRC;
                };
        Match fromGateway = Match.of(
                FieldMatch.exact(OxmField.ETH_TYPE, gateway.family().etherType()),
                FieldMatch.exact(source, gateway.value()));
        return switch (serviceNat) {
            case OUTSIDE -> fromGateway;
            case PIPELINE -> fromGateway.and(new FieldMatch(OxmField.CT_MARK, U128.ZERO, SERVICE));
        };
    }

    @Override
    public boolean carriesMarks() {
        return false;
    }

    @Override
    public boolean tunnelNeedsUnderlayBridge() {
        return true;
    }

    @Override
    public ConntrackHolder conntrack() {
        return ConntrackHolder.SWITCH;
    }

    @Override
    public boolean hasMeters() {
        return true;
    }
}
