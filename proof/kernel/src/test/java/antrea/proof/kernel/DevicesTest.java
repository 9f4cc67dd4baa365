package antrea.proof.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.LinkAddress;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.AddressWithPrefix;
import antrea.proof.ovs.RealOvs;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices that only some kernels have, through our own netlink.
@Tag("kernel")
final class DevicesTest {
    private NamespaceThread thread;
    private ScratchNamespace left;
    private ScratchNamespace right;

    @SuppressWarnings("NullAway.Init") // JUnit fills the fields before any test.
    DevicesTest() {}

    @BeforeEach
    void connect() {
        thread = NamespaceThread.start();
        left = ScratchNamespace.create(thread);
        right = ScratchNamespace.create(thread);
        left.run(
                "ip",
                "link",
                "add",
                "eth0",
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                right.path().toString());
        left.run("ip", "link", "set", "eth0", "up");
        right.run("ip", "link", "set", "eth0", "up");
    }

    @AfterEach
    void end() {
        right.close();
        left.close();
        thread.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.0.110/32", "fd00::110/128"})
    void dummyDeviceHoldsAnAddress(String text) {
        AddressWithPrefix address = AddressWithPrefix.parse(text);
        Link dummy = left.netlink().create("antrea-dummy0", "dummy");
        assertEquals("dummy", dummy.kind());
        left.netlink().setUp(dummy.index());
        left.netlink().addAddress(LinkAddress.global(dummy.index(), address));
        assertTrue(left.netlink().addresses().stream().anyMatch(a -> a.address().equals(address)));
        left.run("ping", "-c1", "-W2", address.address().toString());
        left.netlink().deleteLink(dummy.index());
        assertTrue(left.netlink().link("antrea-dummy0").isEmpty());
    }

    @Test
    void vlanDeviceIsSeenAndCarriesTaggedPackets() {
        int n = 1;
        for (ScratchNamespace side : new ScratchNamespace[] {left, right}) {
            side.run("ip", "link", "add", "link", "eth0", "name", "eth0.100", "type", "vlan", "id", "100");
            Link vlan = side.netlink().link("eth0.100").orElseThrow();
            assertEquals("vlan", vlan.kind());
            side.netlink().addAddress(LinkAddress.global(vlan.index(), AddressWithPrefix.parse("10.2.0." + n + "/24")));
            side.netlink().addAddress(LinkAddress.global(vlan.index(), AddressWithPrefix.parse("fd02::" + n + "/64")));
            side.netlink().setUp(vlan.index());
            n++;
        }
        left.run("ping", "-c1", "-W2", "10.2.0.2");
        Shell.await("IPv6 over the VLAN", () -> left.runner()
                .run(List.of("ping", "-c1", "-W1", "fd02::2"), "")
                .isSuccess());
    }

    /// What Egress stands on: a flow sets the mark, a rule of the host sees it.
    @ParameterizedTest
    @ValueSource(strings = {"10.3.0.", "fd03::"})
    void markOfAFlowIsSeenByIptables(String prefix) {
        boolean v4 = prefix.contains(".");
        String length = v4 ? "24" : "64";
        String iptables = v4 ? "iptables" : "ip6tables";
        String name = String.valueOf(left.path().getFileName());
        try (RealOvs ovs = RealOvs.startWithin(List.of("ip", "netns", "exec", name))) {
            ovs.addBridge("br-mark", RealOvs.Datapath.SYSTEM);
            ovs.vsctl("add-port", "br-mark", "eth0", "--", "set", "interface", "eth0", "ofport_request=1");
            String socket = ovs.mgmtSocket("br-mark").toString();
            ovs.ofctl("add-flow", socket, "in_port=1,actions=set_field:0x5->pkt_mark,output:LOCAL");
            ovs.ofctl("add-flow", socket, "in_port=LOCAL,actions=output:1");
            Link bridge = left.netlink().link("br-mark").orElseThrow();
            left.netlink().setUp(bridge.index());
            left.netlink()
                    .addAddress(LinkAddress.global(bridge.index(), AddressWithPrefix.parse(prefix + "1/" + length)));
            Link eth0 = right.netlink().link("eth0").orElseThrow();
            right.netlink()
                    .addAddress(LinkAddress.global(eth0.index(), AddressWithPrefix.parse(prefix + "2/" + length)));
            left.run(iptables, "-A", "INPUT", "-m", "mark", "!", "--mark", "0x5", "-j", "DROP");
            Shell.await("an answer to a marked packet", () -> right.runner()
                    .run(List.of("ping", "-c1", "-W1", prefix + "1"), "")
                    .isSuccess());
            left.run(iptables, "-R", "INPUT", "1", "-m", "mark", "--mark", "0x5", "-j", "DROP");
            Shell.await("silence when the mark is dropped", () -> !right.runner()
                    .run(List.of("ping", "-c1", "-W1", prefix + "1"), "")
                    .isSuccess());
        }
    }
}
