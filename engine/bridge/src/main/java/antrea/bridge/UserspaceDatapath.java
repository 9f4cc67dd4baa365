package antrea.bridge;

import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Open vSwitch in user space (`datapath_type=netdev`): where the kernel has no module, and in the lab. Marks do
/// not cross its tap devices.
public record UserspaceDatapath() implements DatapathProfile {
    private static final U128 SERVICE = U128.of(0x10);
    private static final Pattern VERSION = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

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

    /// Of two overlapping flows with the same actions the wrong one may be changed, until "dpif-netdev: Fix
    /// dpif_netdev_flow_put", which is in 2.17.8, 3.0.5, 3.1.3 and in 3.2.0 and whatever came later.
    @Override
    public boolean keepsStaleFlows(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.find()) {
            return true;
        }
        int series = Integer.parseInt(parts.group(1)) * 100 + Integer.parseInt(parts.group(2));
        int patch = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        return switch (series) {
            case 217 -> patch < 8;
            case 300 -> patch < 5;
            case 301 -> patch < 3;
            default -> series < 217;
        };
    }
}
