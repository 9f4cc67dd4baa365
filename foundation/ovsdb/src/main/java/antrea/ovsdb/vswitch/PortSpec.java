package antrea.ovsdb.vswitch;

import antrea.net.MacAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A port with its one interface, to be created. Start from [#plain], [#internal] or [#tunnel] and add with the
/// `with…` methods.
///
/// `type` is the interface type of ovs-vswitchd.conf.db(5): empty for an existing network device, `internal`,
/// `geneve`, `vxlan`, `gre`, …; `ofportRequest` asks for a port number; `mac` sets the address of an internal
/// port;
/// `vlanTag` makes an access port.
public record PortSpec(
        String name,
        String type,
        Map<String, String> options,
        Map<String, String> externalIds,
        OptionalInt ofportRequest,
        Optional<MacAddress> mac,
        OptionalInt vlanTag) {
    public PortSpec {
        options = Map.copyOf(options);
        externalIds = Map.copyOf(externalIds);
    }

    /// A port on a network device that exists, as the host end of a veth pair.
    public static PortSpec plain(String name) {
        return of(name, "", Map.of());
    }

    /// A port whose device the switch makes, as the gateway.
    public static PortSpec internal(String name) {
        return of(name, "internal", Map.of());
    }

    /// A tunnel port: type `geneve`, `vxlan`, … and options as `remote_ip`, `key`, `csum`, `dst_port`.
    public static PortSpec tunnel(String name, String type, Map<String, String> options) {
        return of(name, type, options);
    }

    private static PortSpec of(String name, String type, Map<String, String> options) {
        return new PortSpec(name, type, options, Map.of(), OptionalInt.empty(), Optional.empty(), OptionalInt.empty());
    }

    public PortSpec withExternalIds(Map<String, String> ids) {
        return new PortSpec(name, type, options, ids, ofportRequest, mac, vlanTag);
    }

    public PortSpec withOfportRequest(int ofport) {
        return new PortSpec(name, type, options, externalIds, OptionalInt.of(ofport), mac, vlanTag);
    }

    public PortSpec withMac(MacAddress address) {
        return new PortSpec(name, type, options, externalIds, ofportRequest, Optional.of(address), vlanTag);
    }

    public PortSpec withVlanTag(int tag) {
        return new PortSpec(name, type, options, externalIds, ofportRequest, mac, OptionalInt.of(tag));
    }
}
