package antrea.ovsdb.vswitch;

import java.util.List;
import java.util.Map;

/// A bridge as it shall be. Keys of `externalIds` and `otherConfig` that are not named here are left alone.
///
/// `datapathType` is `system` (kernel) or `netdev` (userspace); `protocols` as in ovs-vswitchd.conf.db(5).
public record BridgeSpec(
        String name,
        String datapathType,
        List<String> protocols,
        String failMode,
        Map<String, String> externalIds,
        Map<String, String> otherConfig) {
    public BridgeSpec {
        protocols = List.copyOf(protocols);
        externalIds = Map.copyOf(externalIds);
        otherConfig = Map.copyOf(otherConfig);
    }

    /// The integration bridge: OpenFlow 1.0 (for the OVS tools) and 1.5, no flows of its own when no
    /// controller is there.
    public static BridgeSpec integration(String name, String datapathType) {
        return new BridgeSpec(name, datapathType, List.of("OpenFlow10", "OpenFlow15"), "secure", Map.of(), Map.of());
    }

    /// A copy with these keys of `other_config`.
    public BridgeSpec withOtherConfig(Map<String, String> keys) {
        return new BridgeSpec(name, datapathType, protocols, failMode, externalIds, keys);
    }
}
