package antrea.linux.rtnetlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.LinuxException;
import antrea.linux.device.Announcement;
import antrea.linux.device.ChecksumOffload;
import antrea.linux.device.PacketSocket;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
class RtnetlinkTest {
    private static final MacAddress POD_MAC = MacAddress.parse("0a:00:00:00:00:02");

    private NamespaceThread thread;
    private ScratchNamespace host;
    private ScratchNamespace pod;
    private Link veth;

    @BeforeEach
    void connectTwoNamespaces() {
        thread = NamespaceThread.start();
        host = ScratchNamespace.create(thread);
        pod = ScratchNamespace.create(thread);
        veth = host.netlink()
                .createVeth(
                        new VethSpec("web-1", Optional.empty(), "eth0", Optional.of(POD_MAC), 1450), pod.namespace());
        host.netlink().setUp(veth.index());
    }

    @AfterEach
    void remove() {
        pod.close();
        host.close();
        thread.close();
    }

    private Link eth0() {
        Link found = pod.netlink().link("eth0").orElseThrow();
        pod.netlink().setUp(found.index());
        return found;
    }

    @Test
    void vethPairSpansTheNamespaces() {
        Link peer = pod.netlink().link("eth0").orElseThrow();
        assertEquals(Optional.of(POD_MAC), peer.mac());
        assertEquals(List.of(1450, 1450), List.of(peer.mtu(), veth.mtu()));
        assertEquals("veth", peer.kind());
        assertFalse(veth.up());
        assertFalse(peer.up());
        assertEquals(OptionalInt.of(veth.index()), peer.peerIndex());
        assertEquals(OptionalInt.of(peer.index()), veth.peerIndex());
        assertEquals(Optional.empty(), host.netlink().link("eth0"));
        assertEquals(Optional.of(veth.name()), host.netlink().link(veth.index()).map(Link::name));
    }

    @Test
    void creatingTwiceIsToldApartFromOtherFaults() {
        LinuxException e = assertThrows(LinuxException.class, () -> host.netlink()
                .createVeth(new VethSpec("web-1", Optional.empty(), "eth1", Optional.empty(), 1450), pod.namespace()));
        assertTrue(e.isExisting(), String.valueOf(e));
        assertTrue(String.valueOf(e.getMessage()).contains("web-1")
                && String.valueOf(e.getMessage()).contains("EEXIST"));
    }

    @Test
    void linkIsChangedMovedRenamedAndDeleted() {
        Link peer = eth0();
        pod.netlink().setMtu(peer.index(), 1300);
        pod.netlink().setMac(peer.index(), MacAddress.parse("0a:00:00:00:00:03"));
        pod.netlink().setDown(peer.index());
        pod.netlink().rename(peer.index(), "net1");
        Link changed = pod.netlink().link("net1").orElseThrow();
        assertEquals(1300, changed.mtu());
        assertFalse(changed.up());
        assertEquals(Optional.of(MacAddress.parse("0a:00:00:00:00:03")), changed.mac());
        pod.netlink().moveTo(changed.index(), host.namespace());
        assertTrue(host.netlink().links().stream().anyMatch(l -> l.name().equals("net1")));
        host.netlink().deleteLink(veth.index());
        assertEquals(Optional.empty(), host.netlink().link("net1"));
        assertTrue(assertThrows(LinuxException.class, () -> host.netlink().deleteLink(veth.index()))
                .isMissing());
        assertEquals("bridge", host.netlink().create("br0", "bridge").kind());
    }

    @Test
    void addressesOfBothFamiliesComeAndGo() {
        int index = eth0().index();
        for (String text : List.of("10.10.0.5/24", "fd00:10::5/64")) {
            LinkAddress address = LinkAddress.global(index, AddressWithPrefix.parse(text));
            pod.netlink().addAddress(address);
            assertTrue(pod.netlink().addresses().contains(address), text);
            assertTrue(assertThrows(LinuxException.class, () -> pod.netlink().addAddress(address))
                    .isExisting());
            pod.netlink().deleteAddress(address);
            assertFalse(pod.netlink().addresses().contains(address), text);
            assertTrue(assertThrows(LinuxException.class, () -> pod.netlink().deleteAddress(address))
                    .isMissing());
        }
    }

    @Test
    void routesOfBothFamiliesComeAndGo() {
        int index = eth0().index();
        pod.netlink().addAddress(LinkAddress.global(index, AddressWithPrefix.parse("10.10.0.5/24")));
        pod.netlink().addAddress(LinkAddress.global(index, AddressWithPrefix.parse("fd00:10::5/64")));
        IpAddress v4 = IpAddress.parse("10.10.0.1");
        IpAddress v6 = IpAddress.parse("fd00:10::1");
        List<RouteEntry> routes = List.of(
                RouteEntry.over(index, Cidr.ALL_V4).via(v4),
                RouteEntry.over(index, Cidr.parse("10.10.1.0/24"))
                        .via(IpAddress.parse("10.10.1.1"))
                        .onLink(),
                RouteEntry.over(index, Cidr.parse("169.254.0.253/32")).withScope(RouteEntry.SCOPE_LINK),
                RouteEntry.over(index, Cidr.parse("10.20.0.0/16"))
                        .from(IpAddress.parse("10.10.0.5"))
                        .withScope(RouteEntry.SCOPE_LINK),
                RouteEntry.over(index, Cidr.parse("10.30.0.0/16"))
                        .via(v4)
                        .inTable(1000)
                        .withMetric(50)
                        .withProtocol(99),
                RouteEntry.over(index, Cidr.ALL_V6).via(v6).withMetric(1024),
                RouteEntry.over(index, Cidr.parse("fd00:11::/64"))
                        .via(v6)
                        .inTable(101)
                        .withMetric(7));
        for (RouteEntry route : routes) {
            IpFamily family = route.destination().family();
            pod.netlink().addRoute(route);
            assertTrue(
                    pod.netlink().routes(family).contains(route),
                    () -> route + " in " + pod.netlink().routes(family));
            assertTrue(assertThrows(LinuxException.class, () -> pod.netlink().addRoute(route))
                    .isExisting());
            pod.netlink().replaceRoute(route);
        }
        for (RouteEntry route : routes.reversed()) {
            pod.netlink().deleteRoute(route);
            assertFalse(pod.netlink().routes(route.destination().family()).contains(route), route::toString);
            assertTrue(assertThrows(LinuxException.class, () -> pod.netlink().deleteRoute(route))
                    .isMissing());
        }
    }

    @Test
    void permanentNeighboursOfBothFamiliesComeAndGo() {
        int index = eth0().index();
        MacAddress virtual = MacAddress.parse("aa:bb:cc:dd:ee:ff");
        for (String text : List.of("169.254.0.253", "fc01::aabb:ccdd:eeff")) {
            NeighbourEntry neighbour = NeighbourEntry.permanent(index, IpAddress.parse(text), virtual);
            IpFamily family = neighbour.address().family();
            pod.netlink().replaceNeighbour(NeighbourEntry.permanent(index, neighbour.address(), POD_MAC));
            pod.netlink().replaceNeighbour(neighbour);
            assertTrue(pod.netlink().neighbours(family).contains(neighbour), text);
            pod.netlink().deleteNeighbour(neighbour);
            assertFalse(pod.netlink().neighbours(family).contains(neighbour), text);
        }
    }

    @Test
    void rulesOfBothFamiliesComeAndGo() {
        for (IpFamily family : IpFamily.values()) {
            for (int table : new int[] {101, 1000}) {
                RuleEntry rule = new RuleEntry(family, OptionalInt.of(500), 3, 0xff, table);
                pod.netlink().addRule(rule);
                assertTrue(
                        pod.netlink().rules(family).contains(rule),
                        () -> String.valueOf(pod.netlink().rules(family)));
                assertTrue(
                        assertThrows(LinuxException.class, () -> pod.netlink().addRule(rule))
                                .isExisting());
                pod.netlink().deleteRule(rule);
                assertFalse(pod.netlink().rules(family).contains(rule));
            }
        }
    }

    @Test
    void announcementsTeachTheNeighbour() {
        Link peer = eth0();
        host.netlink().addAddress(LinkAddress.global(veth.index(), AddressWithPrefix.parse("10.10.0.1/24")));
        host.netlink().addAddress(LinkAddress.global(veth.index(), AddressWithPrefix.parse("fd00:10::1/64")));
        MacAddress old = MacAddress.parse("0a:00:00:00:00:99");
        try (PacketSocket socket = PacketSocket.open(thread, pod.namespace())) {
            for (String text : List.of("10.10.0.5", "fd00:10::5")) {
                IpAddress address = IpAddress.parse(text);
                // known under another address, as after a move
                host.netlink().replaceNeighbour(new NeighbourEntry(veth.index(), address, Optional.of(old), false));
                awaitNeighbour(address, old, () -> {});
                awaitNeighbour(address, POD_MAC, () -> socket.send(peer.index(), Announcement.of(address, POD_MAC)));
            }
        }
    }

    /// Repeats the announcement: the kernel passes over those that come too soon after a change (locktime).
    private void awaitNeighbour(IpAddress address, MacAddress mac, Runnable announce) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (host.netlink().neighbours(address.family()).stream()
                .noneMatch(n -> n.address().equals(address) && n.mac().equals(Optional.of(mac)))) {
            assertTrue(System.nanoTime() < deadline, () -> "the host has not learned " + address + " at " + mac);
            announce.run();
            Thread.yield();
        }
    }

    @Test
    void checksumOffloadIsTurnedOff() {
        assertTrue(ChecksumOffload.isTransmitOn(thread, pod.namespace(), "eth0"));
        ChecksumOffload.turnOffTransmit(thread, pod.namespace(), "eth0");
        assertFalse(ChecksumOffload.isTransmitOn(thread, pod.namespace(), "eth0"));
        assertTrue(assertThrows(
                        LinuxException.class, () -> ChecksumOffload.turnOffTransmit(thread, pod.namespace(), "eth9"))
                .isMissing());
    }

    @Test
    void aMissingNamespaceIsNamed() {
        LinuxException e = assertThrows(
                LinuxException.class,
                () -> antrea.linux.netns.NetworkNamespace.open(java.nio.file.Path.of("/run/netns/none")));
        assertTrue(e.isMissing() && String.valueOf(e.getMessage()).contains("/run/netns/none"));
    }
}
