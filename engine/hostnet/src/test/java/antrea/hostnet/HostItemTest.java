package antrea.hostnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.hostnet.IptablesChain.Jump;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostItemTest {
    @Test
    void setEntriesAreSpelledAsIpsetShowsThem() {
        assertEquals(
                "10.10.0.0/24", IpSetEntry.of("S", Cidr.parse("10.10.0.0/24")).entry());
        assertEquals("10.10.0.1", IpSetEntry.of("S", Cidr.parse("10.10.0.1/32")).entry());
        assertEquals("fd00::/64", IpSetEntry.of("S", Cidr.parse("fd00::/64")).entry());
        assertEquals("fd00::1", IpSetEntry.of("S", IpAddress.parse("fd00::1")).entry());
        assertEquals(
                "10.0.0.1,sctp:80",
                IpSetEntry.of("S", IpAddress.parse("10.0.0.1"), Protocol.SCTP, 80)
                        .entry());
        assertEquals(
                "fd00::1,udp:53",
                IpSetEntry.of("S", IpAddress.parse("fd00::1"), Protocol.UDP, 53).entry());
    }

    @Test
    void theKernelsDefaultMetricIsNoMetric() {
        Route v4 = Route.over("gw0", Cidr.parse("10.0.0.0/8")).withMetric(1024);
        Route v6 = Route.over("gw0", Cidr.parse("fd00::/8")).withMetric(1024);
        assertEquals(List.of(1024, 0), List.of(v4.metric(), v6.metric()));
        assertNotEquals(v4.key(), v4.withMetric(0).key());
        assertEquals(v6.key(), v6.withMetric(0).key());
    }

    @Test
    void rulesOfAChainAreSortedByPositionThenText() {
        IptablesRule first = new IptablesRule(IpFamily.V4, "nat", "ANTREA-POSTROUTING", 1, "-j B");
        IptablesRule second = new IptablesRule(IpFamily.V4, "nat", "ANTREA-POSTROUTING", 2, "-j A");
        IptablesRule third = new IptablesRule(IpFamily.V4, "nat", "ANTREA-POSTROUTING", 2, "-j B");
        assertTrue(first.key().compareTo(second.key()) < 0 && second.key().compareTo(third.key()) < 0);
        for (String text : List.of("-j A\n-F", "-j A\r")) {
            assertThrows(
                    IllegalArgumentException.class, () -> new IptablesRule(IpFamily.V6, "nat", "ANTREA-X", 1, text));
        }
    }

    @Test
    void jumpsHaveOneOrder() {
        Jump prerouting = Jump.from("PREROUTING", "Antrea: a");
        Jump output = Jump.from("OUTPUT", "Antrea: b");
        assertEquals(
                new IptablesChain(IpFamily.V4, "nat", "ANTREA-X", List.of(prerouting, output)),
                new IptablesChain(IpFamily.V4, "nat", "ANTREA-X", List.of(output, prerouting)));
        assertEquals(
                "-m addrtype --dst-type LOCAL -m comment --comment \"Antrea: a\" -j ANTREA-X",
                new Jump("OUTPUT", "-m addrtype --dst-type LOCAL", "Antrea: a").text("ANTREA-X"));
    }

    @Test
    void ownershipIsByNameAndTable() {
        Ownership ours = Ownership.ofAgent("antrea-gw0");
        assertTrue(ours.ownsDevice("antrea-gw0") && ours.ownsDevice("antrea-ext.100") && ours.ownsTable(101));
        assertFalse(ours.ownsDevice("eth0") || ours.ownsDevice("antrea-gw01") || ours.ownsTable(254));
        assertTrue(Ownership.ownsChain("ANTREA-POSTROUTING") && Ownership.ownsSet("CLUSTER-NODE-IP6"));
        assertFalse(Ownership.ownsChain("KUBE-SERVICES") || Ownership.ownsSet("KUBE-CLUSTER-IP"));
    }
}
