package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.LinuxException;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.linux.rtnetlink.RouteEntry;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.rtnetlink.VethSpec;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What CHECK sees of a Pod that the kernel really has.
@Tag("ovs")
class SandboxTest {
    private static final MacAddress MAC = MacAddress.parse("0a:00:00:00:00:02");
    private static final List<String> ADDRESSES = List.of("10.10.0.5/24", "fd00:10::5/64");
    private static final List<IpAddress> GATEWAYS =
            List.of(IpAddress.parse("10.10.0.1"), IpAddress.parse("fd00:10::1"));

    private NamespaceThread thread;
    private ScratchNamespace host;
    private ScratchNamespace pod;
    private Link hostEnd;

    @BeforeEach
    void connect() {
        thread = NamespaceThread.start();
        host = ScratchNamespace.create(thread);
        pod = ScratchNamespace.create(thread);
        hostEnd = host.netlink()
                .createVeth(new VethSpec("web-1", Optional.empty(), "eth0", Optional.of(MAC), 1450), pod.namespace());
        Rtnetlink netlink = pod.netlink();
        int index = netlink.link("eth0").orElseThrow().index();
        ADDRESSES.forEach(a -> netlink.addAddress(LinkAddress.global(index, AddressWithPrefix.parse(a))));
        netlink.setUp(index);
        host.netlink().setUp(hostEnd.index());
        GATEWAYS.forEach(g ->
                netlink.addRoute(RouteEntry.over(index, Cidr.all(g.family())).via(g)));
        netlink.addRoute(RouteEntry.over(index, Cidr.parse("192.0.2.0/24")).inTable(77));
    }

    @AfterEach
    void remove() {
        pod.close();
        host.close();
        thread.close();
    }

    private Set<String> routes() {
        return Set.copyOf(Sandbox.read(pod.netlink(), "eth0").routes().stream()
                .filter(r -> r.gateway().isPresent())
                .map(r -> r.destination() + " via " + r.gateway().orElseThrow())
                .toList());
    }

    @Test
    void interfaceAddressesAndRoutesAreThoseOfTheKernel() {
        Sandbox sandbox = Sandbox.read(pod.netlink(), "eth0");
        assertEquals(Optional.of(MAC), sandbox.link().mac());
        assertEquals(hostEnd.index(), CniCheck.otherEnd(sandbox.link()));
        for (String address : ADDRESSES) {
            assertTrue(sandbox.addresses().contains(AddressWithPrefix.parse(address)), sandbox::toString);
        }
        assertEquals(Set.of("0.0.0.0/0 via 10.10.0.1", "::/0 via fd00:10::1"), routes());
        assertTrue(
                sandbox.routes().stream().noneMatch(r -> r.destination().equals(Cidr.parse("192.0.2.0/24"))),
                sandbox::toString);
    }

    @Test
    void whatIsTakenAwayIsMissing() {
        int index = pod.netlink().link("eth0").orElseThrow().index();
        for (IpAddress gateway : GATEWAYS) {
            pod.netlink()
                    .deleteRoute(
                            RouteEntry.over(index, Cidr.all(gateway.family())).via(gateway));
        }
        assertEquals(Set.of(), routes());
        host.netlink().deleteLink(hostEnd.index());
        LinuxException e = assertThrows(LinuxException.class, () -> Sandbox.read(pod.netlink(), "eth0"));
        assertTrue(String.valueOf(e.getMessage()).contains("eth0"), e::toString);
    }
}
