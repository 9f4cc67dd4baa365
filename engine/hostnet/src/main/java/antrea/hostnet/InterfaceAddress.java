package antrea.hostnet;

import antrea.net.AddressWithPrefix;

/// An address of one of our own devices.
public record InterfaceAddress(String device, AddressWithPrefix address) implements RoutingItem {
    @Override
    public HostKey.OfAddress key() {
        return new HostKey.OfAddress(device, address.address());
    }
}
