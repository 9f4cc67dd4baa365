package antrea.hostnet;

import java.util.List;
import java.util.Set;

/// How things of ours are known among those of others, when they are read back. Nothing else is ever deleted.
///
/// `devices`: devices that belong to us, with all routes over them, their permanent neighbours and global
/// addresses.
/// `devicePrefixes`: the same for devices whose names begin so. `firstTable` … `lastTable`: routing tables that we
/// use; others may use them too, so a rule that looks one up is ours by the mask of its mark, and a route in one by
/// its protocol or its device.
public record Ownership(Set<String> devices, List<String> devicePrefixes, int firstTable, int lastTable) {
    /// Chains with this prefix are ours.
    public static final String CHAIN_PREFIX = "ANTREA-";

    /// Sets with one of these prefixes are ours.
    public static final List<String> SET_PREFIXES = List.of("ANTREA-", "LOCAL-FLEXIBLE-IPAM-POD-IP", "CLUSTER-NODE-IP");

    /// The bits of a packet's mark that choose a routing table of ours.
    public static final int MARK_MASK = 0xff;

    /// The protocol number of our routes, which tells them apart on devices that are not ours (a route to a peer
    /// Node over the uplink). Any unassigned number would do.
    public static final int ROUTE_PROTOCOL = 65;

    public Ownership {
        devices = Set.copyOf(devices);
        devicePrefixes = List.copyOf(devicePrefixes);
    }

    /// The devices and tables of an agent whose gateway has that name.
    public static Ownership ofAgent(String gateway) {
        return new Ownership(Set.of(gateway, "antrea-egress0"), List.of("antrea-ext."), 101, 120);
    }

    public boolean ownsDevice(String name) {
        return devices.contains(name) || devicePrefixes.stream().anyMatch(name::startsWith);
    }

    public boolean ownsTable(int table) {
        return table >= firstTable && table <= lastTable;
    }

    public static boolean ownsChain(String name) {
        return name.startsWith(CHAIN_PREFIX);
    }

    public static boolean ownsSet(String name) {
        return SET_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
