package antrea.hostnet.driver;

import antrea.hostnet.HostKey;
import antrea.hostnet.InterfaceAddress;
import antrea.hostnet.Ownership;
import antrea.hostnet.RoutingItem;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.linux.rtnetlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Addresses between [InterfaceAddress] and the kernel.
final class Addresses {
    private final Rtnetlink netlink;
    private final Ownership ownership;

    Addresses(Rtnetlink netlink, Ownership ownership) {
        this.netlink = netlink;
        this.ownership = ownership;
    }

    /// The global addresses of our devices.
    void read(Devices devices, Map<HostKey, RoutingItem> actual) {
        for (LinkAddress entry : netlink.addresses()) {
            if (!entry.permanent() || entry.scope() != RouteEntry.SCOPE_UNIVERSE) {
                continue;
            }
            devices.name(entry.ifindex())
                    .filter(ownership::ownsDevice)
                    .map(device -> new InterfaceAddress(device, entry.address()))
                    .ifPresent(address -> actual.put(address.key(), address));
        }
    }

    /// The same address with another prefix is another address to the kernel: the new one comes, then the old
    /// goes.
    void put(InterfaceAddress wanted, Devices devices) {
        int index = devices.index(wanted.device());
        List<LinkAddress> others = new ArrayList<>();
        boolean there = false;
        for (LinkAddress entry : netlink.addresses()) {
            if (entry.ifindex() == index
                    && entry.address().address().equals(wanted.address().address())) {
                there |= entry.address().equals(wanted.address());
                others.add(entry);
            }
        }
        others.removeIf(entry -> entry.address().equals(wanted.address()));
        // one IPv6 address cannot be there twice, whatever its prefix
        boolean first = !wanted.address().address().isV4();
        if (first) {
            others.forEach(netlink::deleteAddress);
        }
        if (!there) {
            netlink.addAddress(LinkAddress.global(index, wanted.address()));
        }
        if (!first) {
            others.forEach(netlink::deleteAddress);
        }
    }

    void delete(InterfaceAddress value, Devices devices) {
        netlink.deleteAddress(LinkAddress.global(devices.index(value.device()), value.address()));
    }
}
