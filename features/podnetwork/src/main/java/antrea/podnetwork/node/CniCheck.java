package antrea.podnetwork.node;

import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.ovsdb.vswitch.OvsPort;
import antrea.podnetwork.api.LocalInterface;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// CHECK (CNI specification 1.0.0, "CHECK"): whether what `prevResult` says is there and is so. In a chain that
/// is the result of the last plug-in, which may name interfaces, addresses and routes of others.
final class CniCheck {
    private final CniRequest request;
    private final CniCommands.Parts parts;

    CniCheck(CniRequest request, CniCommands.Parts parts) {
        this.request = request;
        this.parts = parts;
    }

    /// Throws [CniError]: code 2 without a `prevResult` (as the original), 7 for one that cannot be checked by, 101
    /// when no address is allocated, 103 naming the Pod and the difference.
    void apply() {
        CniResult previous = request.config()
                .prevResult()
                .orElseThrow(() -> new CniError(CniError.Code.UNSUPPORTED_FIELD, "CHECK needs prevResult"));
        CniResult.Interface wanted = insideOf(previous);
        LocalInterface local = port();
        checkHostEnd(previous, local);
        Sandbox inside = inside(wanted);
        checkLink(wanted, inside, local);
        for (int i = 0; i < previous.ips().size(); i++) {
            if (isOf(previous, i, wanted)) {
                check(previous.ips().get(i).address(), inside, local);
            }
        }
        previous.routes().forEach(route -> check(route, inside));
    }

    private CniResult.Interface insideOf(CniResult previous) {
        return previous.interfaces().stream()
                .filter(i ->
                        i.name().equals(request.interfaceName()) && i.sandbox().isPresent())
                .findFirst()
                .orElseThrow(() -> new CniError(
                        CniError.Code.INVALID_NETWORK_CONFIG,
                        "prevResult of Pod " + request.pod() + " has no interface " + request.interfaceName()
                                + " in a sandbox"));
    }

    private static boolean isOf(CniResult previous, int index, CniResult.Interface wanted) {
        Optional<Integer> of = previous.ips().get(index).interfaceIndex();
        if (of.isPresent() && (of.get() < 0 || of.get() >= previous.interfaces().size())) {
            throw new CniError(
                    CniError.Code.INVALID_NETWORK_CONFIG,
                    "prevResult: ips[" + index + "].interface is " + of.get() + ", but there are "
                            + previous.interfaces().size() + " interfaces");
        }
        return of.isEmpty() || previous.interfaces().get(of.get()).equals(wanted);
    }

    private LocalInterface port() {
        OvsPort port = parts.ports()
                .ofContainer(request.containerId())
                .orElseThrow(() -> different("there is no port on the bridge"));
        LocalInterface local = PodPortIds.read(port)
                .orElseThrow(() -> different("the port " + port.name() + " has no number or no addresses: "
                        + port.error().orElse("no error of the switch")));
        if (parts.ipam().addressesOf(CniCommands.addressOwner(request)).isEmpty()) {
            throw new CniError(CniError.Code.IPAM_FAILURE, "no address is allocated for Pod " + request.pod());
        }
        return local;
    }

    private void checkHostEnd(CniResult previous, LocalInterface local) {
        CniResult.Interface wanted = previous.interfaces().stream()
                .filter(i -> i.name().equals(local.name()) && i.sandbox().isEmpty())
                .findFirst()
                .orElseThrow(() ->
                        different("the port on the bridge is " + local.name() + ", which prevResult does not have"));
        Optional<MacAddress> mac = parts.devices()
                .hostEnd(local.name())
                .orElseThrow(() -> different("there is no host interface " + local.name()))
                .mac();
        if (wanted.mac().isPresent() && !wanted.mac().equals(mac)) {
            throw different("the MAC of " + local.name() + " is " + text(mac) + ", not " + text(wanted.mac()));
        }
    }

    private Sandbox inside(CniResult.Interface wanted) {
        String sandbox = wanted.sandbox().orElse("");
        if (!sandbox.equals(request.netns())) {
            throw different("the sandbox of " + wanted.name() + " is " + request.netns() + ", not " + sandbox);
        }
        try {
            return parts.devices().inside(request.netns(), request.interfaceName());
        } catch (LinuxException e) {
            throw different(e.getMessage());
        }
    }

    private void checkLink(CniResult.Interface wanted, Sandbox inside, LocalInterface local) {
        Link link = inside.link();
        if (wanted.mac().isPresent() && !wanted.mac().equals(link.mac())) {
            throw different("the MAC of " + wanted.name() + " is " + text(link.mac()) + ", not " + text(wanted.mac()));
        }
        if (!link.mac().equals(Optional.of(local.mac()))) {
            throw different("the MAC of " + wanted.name() + " is " + text(link.mac()) + ", but the port " + local.name()
                    + " is for " + local.mac());
        }
        Optional<Integer> host = parts.devices().hostEnd(local.name()).map(Link::index);
        if (!host.equals(Optional.of(otherEnd(link)))) {
            throw different(wanted.name() + " and " + local.name() + " are not the two ends of one pair");
        }
    }

    /// The index of the host end. Some kernels do not tell it where it is the same as that of the Pod's end.
    static int otherEnd(Link link) {
        return link.peerIndex().orElse(link.index());
    }

    private void check(AddressWithPrefix address, Sandbox inside, LocalInterface local) {
        if (!inside.addresses().contains(address)) {
            throw different("the address " + address + " is missing; the Pod has " + inside.addresses());
        }
        if (!local.addresses().contains(address.address())) {
            throw different("the address " + address + " is not one of the port " + local.name() + ", which has "
                    + local.addresses());
        }
    }

    private void check(CniResult.Route route, Sandbox inside) {
        List<Optional<IpAddress>> gateways = inside.routes().stream()
                .filter(r -> r.destination().equals(route.destination()))
                .map(RouteEntry::gateway)
                .toList();
        boolean there = route.gateway().isEmpty() ? !gateways.isEmpty() : gateways.contains(route.gateway());
        if (!there) {
            throw different("the route to " + route.destination()
                    + route.gateway().map(g -> " via " + g).orElse("") + " is missing"
                    + (gateways.isEmpty() ? "" : "; it goes via " + texts(gateways)));
        }
    }

    private static String texts(List<Optional<IpAddress>> gateways) {
        return String.join(", ", gateways.stream().map(CniCheck::text).toList());
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("none");
    }

    private CniError different(@Nullable String what) {
        return new CniError(CniError.Code.CHECK_INTERFACE_FAILURE, "Pod " + request.pod() + ": " + what);
    }
}
