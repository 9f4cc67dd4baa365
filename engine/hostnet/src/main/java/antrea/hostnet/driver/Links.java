package antrea.hostnet.driver;

import antrea.hostnet.HostKey;
import antrea.hostnet.LinkUp;
import antrea.hostnet.RoutingItem;
import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.reconcile.DriverException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which devices are up. Only those that somebody states are looked at.
final class Links {
    private final Rtnetlink netlink;
    private final Set<String> stated = new HashSet<>();

    Links(Rtnetlink netlink) {
        this.netlink = netlink;
    }

    /// Reads which are up, and returns all devices. Throws [LinuxException].
    Devices read(Map<HostKey, RoutingItem> actual) {
        List<Link> links = netlink.links();
        for (Link link : links) {
            if (link.up() && stated.contains(link.name())) {
                LinkUp up = new LinkUp(link.name());
                actual.put(up.key(), up);
            }
        }
        return new Devices(links);
    }

    /// The devices that there are. Throws [DriverException].
    Devices now() {
        try {
            return new Devices(netlink.links());
        } catch (LinuxException e) {
            throw new DriverException("the host's devices cannot be read: " + e.getMessage(), e);
        }
    }

    void put(LinkUp link, Devices devices) {
        stated.add(link.device());
        netlink.setUp(devices.index(link.device()));
    }

    void forget(LinkUp link) {
        stated.remove(link.device());
    }
}
