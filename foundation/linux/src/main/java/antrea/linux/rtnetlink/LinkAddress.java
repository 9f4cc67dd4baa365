package antrea.linux.rtnetlink;

import antrea.net.AddressWithPrefix;

/// An address of a device. `scope` is one of [RouteEntry]'s scopes, 0 for global. `permanent` is false for
/// addresses that the kernel learned from router advertisements or that expire.
public record LinkAddress(int ifindex, AddressWithPrefix address, int scope, boolean permanent) {
    /// A global address to be added.
    public static LinkAddress global(int ifindex, AddressWithPrefix address) {
        return new LinkAddress(ifindex, address, RouteEntry.SCOPE_UNIVERSE, true);
    }
}
