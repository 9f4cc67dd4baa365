package antrea.hostnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.hostnet.ServiceConnections;
import antrea.linux.conntrack.Conntrack;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.reconcile.Delta;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections of the kernel, in a namespace of their own: those of the zone and of the endpoint that is gone are
/// ended, their neighbours stay.
@Tag("ovs")
class KernelConnectionsTest {
    private static int zone(IpFamily family) {
        return family == IpFamily.V4 ? 65520 : 65510;
    }

    private static void insert(ScratchNamespace host, String net, int client, int endpoint, int zone) {
        host.run(
                "conntrack",
                "-I",
                "-p",
                "udp",
                "-s",
                net + 9,
                "-d",
                net + 100,
                "-r",
                net + endpoint,
                "-q",
                net + 9,
                "--sport",
                "" + client,
                "--dport",
                "53",
                "--reply-port-src",
                "5353",
                "--reply-port-dst",
                "" + client,
                "-t",
                "600",
                "-w",
                "" + zone);
    }

    /// As it is when the client sends before the Service is known.
    private static void insertPlain(ScratchNamespace host, String net, int client, int zone, String status) {
        host.run(
                "conntrack",
                "-I",
                "-p",
                "udp",
                "-s",
                net + 9,
                "-d",
                net + 100,
                "--sport",
                "" + client,
                "--dport",
                "53",
                "-t",
                "600",
                "-u",
                status,
                "-w",
                "" + zone);
    }

    private static ServiceConnections service(String net, int endpoint) {
        return ServiceConnections.only(
                Protocol.UDP,
                IpAddress.parse(net + 100),
                53,
                Set.of(new ServiceConnections.Backend(IpAddress.parse(net + endpoint), 5353)));
    }

    @Test
    void connectionsToTheGoneEndpointInTheZoneAreEnded() {
        try (NamespaceThread thread = NamespaceThread.start();
                ScratchNamespace host = ScratchNamespace.create(thread);
                Conntrack conntrack = Conntrack.open(thread, host.namespace())) {
            ConnectionsDriver driver = new ConnectionsDriver(
                    new ConnectionsDriver.Datapath(
                            new KernelConnections(conntrack, KernelConnectionsTest::zone), () -> {}),
                    EnumSet.allOf(IpFamily.class),
                    ConnectionsDriver.OfGoneServices.END);
            for (IpFamily family : IpFamily.values()) {
                String net = family == IpFamily.V4 ? "10.1.0." : "fd00:1::";
                insert(host, net, 1001, 5, zone(family));
                insert(host, net, 1002, 6, zone(family));
                insert(host, net, 1003, 5, 7);
                insertPlain(host, net, 1004, zone(family), "UNSET");
                insertPlain(host, net, 1005, zone(family), "SEEN_REPLY");
                ServiceConnections wanted = service(net, 6);
                assertTrue(driver.readActual().containsKey(wanted.key()));
                driver.apply(new Delta<>(Map.of(), Map.of(wanted.key(), wanted), Map.of()));
                String left = host.run("conntrack", "-L", "-f", family == IpFamily.V4 ? "ipv4" : "ipv6");
                assertFalse(left.contains("sport=1001") || left.contains("sport=1004"), left);
                assertTrue(left.contains("sport=1002") && left.contains("sport=1003"), left);
                assertTrue(left.contains("sport=1005"), left);
                assertEquals(wanted, driver.readActual().get(wanted.key()));
                driver.apply(new Delta<>(Map.of(), Map.of(), Map.of(wanted.key(), wanted)));
                assertFalse(driver.readActual().containsKey(wanted.key()));
            }
        }
    }
}
