package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TransportSearchTest {
    private static final List<Link> LINKS = List.of(link(2, "eth0"), link(3, "phy"), link(4, "antrea-gw0"));
    private static final LinkAddress ETH0 = address(2, "192.0.2.1/24");
    private static final LinkAddress PHY_V4 = address(3, "198.51.100.1/24");
    private static final LinkAddress PHY_V6 = address(3, "2001:db8::1/64");

    private final List<String> pauses = new ArrayList<>();

    private static Link link(int index, String name) {
        return new Link(index, name, "", Optional.empty(), 1500, true, OptionalInt.empty(), OptionalInt.empty());
    }

    private static LinkAddress address(int device, String text) {
        return LinkAddress.global(device, AddressWithPrefix.parse(text));
    }

    private static Node node(String... podCidrs) {
        return new Node(
                Meta.of("", "node1"),
                Arrays.stream(podCidrs).map(Cidr::parse).toList(),
                List.of(IpAddress.parse("192.0.2.1")),
                List.of());
    }

    /// The host shows one of the moments after the other, and then the last for ever.
    @SafeVarargs
    private TransportSearch search(NodeBringUp.Transport wanted, List<LinkAddress>... moments) {
        return new TransportSearch(
                () -> new TransportSearch.Devices(LINKS, moments[Math.min(pauses.size(), moments.length - 1)]),
                wanted,
                "antrea-gw0",
                length -> pauses.add(length.toString()));
    }

    private static NodeBringUp.Transport device(String name) {
        return new NodeBringUp.Transport(name, List.of());
    }

    private static List<String> addresses(TransportSearch.Uplink uplink) {
        return uplink.addresses().stream().map(AddressWithPrefix::toString).toList();
    }

    @Test
    void withoutAWishItIsTheDeviceOfTheNodesAddress() {
        TransportSearch.Uplink found = search(device(""), List.of(PHY_V4, ETH0)).await(node("10.1.0.0/24"));
        assertEquals("eth0", found.link().name());
        assertEquals(List.of(), pauses);
    }

    @Test
    void prefixesChooseAnAddress() {
        NodeBringUp.Transport wanted = new NodeBringUp.Transport("", List.of(Cidr.parse("198.51.100.0/24")));
        assertEquals(
                "phy",
                search(wanted, List.of(ETH0, PHY_V4))
                        .await(node("10.1.0.0/24"))
                        .link()
                        .name());
    }

    @Test
    void anAddressThatExpiresIsTakenOnlyWhereThereIsNoOther() {
        LinkAddress forPrivacy = new LinkAddress(3, AddressWithPrefix.parse("2001:db8::f00d/64"), 0, false);
        assertEquals(
                List.of("2001:db8::1/64"),
                addresses(search(device("phy"), List.of(forPrivacy, PHY_V6)).await(node("2001:db8:1::/64"))));
        assertEquals(
                List.of("2001:db8::f00d/64"),
                addresses(search(device("phy"), List.of(forPrivacy)).await(node("2001:db8:1::/64"))));
    }

    @Test
    void aDeviceThatIsBeingMadeIsWaitedForWithTheAddressesOfBothFamilies() {
        TransportSearch.Uplink found = search(
                        device("phy"),
                        List.of(ETH0),
                        List.of(ETH0),
                        List.of(ETH0, PHY_V4),
                        List.of(ETH0, PHY_V4, PHY_V6))
                .await(node("10.1.0.0/24", "2001:db8:1::/64"));
        assertEquals(List.of("198.51.100.1/24", "2001:db8::1/64"), addresses(found));
        assertEquals(3, pauses.size());
    }

    /// The first look may fall between the two addresses: seen in a dual-stack lab, whose Node then had the MTU of an
    /// IPv4 tunnel.
    @Test
    void aDeviceThatHasOneAddressIsLookedAtAgain() {
        TransportSearch.Uplink found = search(device("phy"), List.of(PHY_V4), List.of(PHY_V4, PHY_V6))
                .await(node("10.1.0.0/24", "2001:db8:1::/64"));
        assertEquals(List.of("198.51.100.1/24", "2001:db8::1/64"), addresses(found));
        assertEquals(1, pauses.size());
    }

    @Test
    void aDeviceThatKeepsToOneFamilyIsSoonTakenAsItIs() {
        TransportSearch.Uplink found =
                search(device("phy"), List.of(PHY_V4)).await(node("10.1.0.0/24", "2001:db8:1::/64"));
        assertEquals(List.of("198.51.100.1/24"), addresses(found));
        assertEquals(3, pauses.size());
    }

    @Test
    void theNodesOwnDeviceIsTakenAsItIs() {
        assertEquals(
                List.of("192.0.2.1/24"),
                addresses(search(device(""), List.of(ETH0)).await(node("10.1.0.0/24", "2001:db8:1::/64"))));
        assertEquals(List.of(), pauses);
    }

    @Test
    void aDeviceThatDoesNotComeIsNamed() {
        TransportSearch search = search(device("phy"), List.of(ETH0));
        IllegalStateException fault =
                assertThrows(IllegalStateException.class, () -> search.await(node("10.1.0.0/24")));
        assertTrue(String.valueOf(fault.getMessage()).contains("phy (transportInterface)"), fault::getMessage);
    }
}
