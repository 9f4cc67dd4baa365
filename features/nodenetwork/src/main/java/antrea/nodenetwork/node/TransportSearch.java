package antrea.nodenetwork.node;

import antrea.kube.client.Pause;
import antrea.kube.object.Node;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Finds the device that carries the Node's transport addresses. Something else makes it, maybe at this moment (a
/// bond, a VLAN, a bridge after a reboot), so it is waited for.
final class TransportSearch {
    private static final System.Logger LOG = System.getLogger(TransportSearch.class.getName());
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int STEPS_FOR_THE_DEVICE = 300;
    private static final int STEPS_FOR_ALL_FAMILIES = 20;
    private static final int STEPS_TO_LOOK_AGAIN = 3;

    private final Supplier<Devices> host;
    private final NodeBringUp.Transport wanted;
    private final String gateway;
    private final Pause pause;

    /// What the host has at a moment.
    record Devices(List<Link> links, List<LinkAddress> addresses) {}

    /// @param chosen the configuration names the device or its addresses, so they may differ from the Node's own
    record Uplink(Link link, List<AddressWithPrefix> addresses, boolean chosen) {
        boolean has(IpFamily family) {
            return addresses.stream().anyMatch(a -> a.address().family() == family);
        }
    }

    /// @param gateway our own device, which never is the one
    TransportSearch(Supplier<Devices> host, NodeBringUp.Transport wanted, String gateway, Pause pause) {
        this.host = host;
        this.wanted = wanted;
        this.gateway = gateway;
        this.pause = pause;
    }

    /// Throws [IllegalStateException] that says what to look after when there is none after half a minute.
    Uplink await(Node self) {
        Optional<Uplink> found = find(self);
        if (found.isPresent()) {
            return whole(found.get(), self);
        }
        LOG.log(System.Logger.Level.INFO, "Waiting for a transport address: {0}", missing(self));
        for (int i = 0; found.isEmpty() && i < STEPS_FOR_THE_DEVICE && pause.sleep(STEP); i++) {
            found = find(self);
        }
        // the device has just been made: its other addresses follow in a moment
        for (int i = 0; incomplete(found, self) && i < STEPS_FOR_ALL_FAMILIES && pause.sleep(STEP); i++) {
            found = find(self);
        }
        return found.orElseThrow(
                () -> new IllegalStateException("no transport address on this Node: " + missing(self)));
    }

    /// A device of its own may have come this very moment, and its second address is still on the way.
    private Uplink whole(Uplink found, Node self) {
        Optional<Uplink> now = Optional.of(found);
        for (int i = 0; found.chosen() && incomplete(now, self) && i < STEPS_TO_LOOK_AGAIN && pause.sleep(STEP); i++) {
            now = find(self).or(() -> Optional.of(found));
        }
        return now.get();
    }

    private static boolean incomplete(Optional<Uplink> found, Node self) {
        return found.isPresent()
                && !self.podCidrs().stream().allMatch(c -> found.get().has(c.family()));
    }

    private boolean byDevice() {
        return !wanted.device().isEmpty();
    }

    private boolean byCidr() {
        return !byDevice() && !wanted.cidrs().isEmpty();
    }

    private Optional<Uplink> find(Node self) {
        Devices devices = host.get();
        Map<Integer, Link> links = new HashMap<>();
        devices.links().forEach(l -> links.put(l.index(), l));
        Map<IpFamily, AddressWithPrefix> found = new HashMap<>();
        Optional<Link> device = Optional.empty();
        for (LinkAddress address : lastingFirst(devices.addresses())) {
            Link link = links.get(address.ifindex());
            if (link == null || address.scope() != 0 || link.name().equals(gateway)) {
                continue;
            }
            IpAddress ip = address.address().address();
            if (isWanted(link, ip, self) && found.putIfAbsent(ip.family(), address.address()) == null) {
                device = Optional.of(device.orElse(link));
            }
        }
        List<AddressWithPrefix> addresses = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            Optional.ofNullable(found.get(family)).ifPresent(addresses::add);
        }
        return device.map(d -> new Uplink(d, addresses, byDevice() || byCidr()));
    }

    /// The kernel tells the newest IPv6 address of a device first: where it makes addresses for privacy (RFC 8981), one
    /// that is gone tomorrow.
    private static List<LinkAddress> lastingFirst(List<LinkAddress> addresses) {
        return addresses.stream()
                .sorted(Comparator.comparing(TransportSearch::expires))
                .toList();
    }

    private static boolean expires(LinkAddress address) {
        return address.address().address().family() == IpFamily.V6 && !address.permanent();
    }

    private boolean isWanted(Link link, IpAddress ip, Node self) {
        if (byDevice()) {
            return link.name().equals(wanted.device());
        }
        if (byCidr()) {
            return wanted.cidrs().stream().anyMatch(c -> c.contains(ip));
        }
        return self.address(ip.family()).filter(ip::equals).isPresent();
    }

    private String missing(Node self) {
        if (byDevice()) {
            return "the device " + wanted.device() + " (transportInterface) is missing or has none";
        }
        return byCidr()
                ? "no address is within transportInterfaceCIDRs " + wanted.cidrs()
                : "no device has the Node's addresses " + self.internalIps();
    }
}
