package antrea.linux.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.linux.LinuxException;
import antrea.linux.conntrack.Conntrack;
import antrea.linux.conntrack.ConntrackFilter;
import antrea.linux.ipset.Ipsets;
import antrea.linux.ipset.SavedSet;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// iptables, ipset and conntrack in a namespace of their own.
@Tag("ovs")
class ProgramsTest {
    private NamespaceThread thread;
    private ScratchNamespace host;

    @BeforeEach
    void create() {
        thread = NamespaceThread.start();
        host = ScratchNamespace.create(thread);
    }

    @AfterEach
    void remove() {
        host.close();
        thread.close();
    }

    @Test
    void chainsOfBothFamiliesAreReplacedAndReadBack() {
        for (IpFamily family : IpFamily.values()) {
            Iptables iptables = new Iptables(family, host.runner());
            iptables.restore("*filter\n:KEPT - [0:0]\n-A KEPT -j ACCEPT\nCOMMIT\n");
            for (String device : List.of("gw0", "gw1")) {
                iptables.restore("*filter\n:ANTREA-FORWARD - [0:0]\n-A ANTREA-FORWARD -i " + device
                        + " -m comment --comment \"Antrea: accept packets from local Pods\" -j ACCEPT\nCOMMIT\n");
                assertEquals(
                        List.of("-i " + device
                                + " -m comment --comment \"Antrea: accept packets from local Pods\" -j ACCEPT"),
                        iptables.save()
                                .chain("filter", "ANTREA-FORWARD")
                                .orElseThrow()
                                .rules());
            }
            assertEquals(
                    List.of("-j ACCEPT"),
                    iptables.save().chain("filter", "KEPT").orElseThrow().rules());
            assertThrows(LinuxException.class, () -> iptables.restore("*filter\n-A NONE -j ACCEPT\nCOMMIT\n"));
        }
    }

    @Test
    void setsOfBothFamiliesAreRestoredAndReadBack() {
        Ipsets ipsets = new Ipsets(host.runner());
        ipsets.restore("create A hash:net\ncreate B hash:ip,port family inet6\nadd A 10.0.0.0/24\nadd B ::1,tcp:80\n");
        ipsets.restore("create A hash:net\nadd A 10.0.0.0/24\nadd A 10.0.1.0/24\n");
        List<SavedSet> sets = ipsets.save();
        assertEquals(Set.of("10.0.0.0/24", "10.0.1.0/24"), sets.getFirst().entries());
        assertEquals(Set.of("::1,tcp:80"), sets.getLast().entries());
        assertEquals(IpFamily.V6, sets.getLast().family());
    }

    @Test
    void connectionsOfBothFamiliesAreDeletedByTheirService() {
        try (Conntrack conntrack = Conntrack.open(thread, host.namespace())) {
            String[][] cases = {{"10.96.0.10", "10.10.0.5", "10.10.0.9"}, {"fd00:96::10", "fd00:10::5", "fd00:10::9"}};
            for (String[] c : cases) {
                insert("udp", c[2], c[0], "5000", "53", c[1]);
                insert("udp", c[2], c[0], "5001", "53", c[1]);
                insert("udp", c[2], c[0], "5002", "54", c[1]);
                IpAddress service = IpAddress.parse(c[0]);
                ConntrackFilter all = ConntrackFilter.to(Protocol.UDP, service, 53);
                assertEquals(0, conntrack.delete(all.answeredBy(service)), c[0]);
                assertEquals(2, conntrack.delete(all.answeredBy(IpAddress.parse(c[1]))), c[0]);
                assertEquals(0, conntrack.delete(all), c[0]);
                assertEquals(0, conntrack.delete(ConntrackFilter.to(Protocol.TCP, service, 54)), c[0]);
                assertEquals(1, conntrack.delete(ConntrackFilter.to(Protocol.UDP, service, 54)), c[0]);
            }
        }
    }

    private void insert(
            String protocol, String source, String service, String port, String servicePort, String endpoint) {
        host.run(
                "conntrack",
                "-I",
                "-p",
                protocol,
                "-s",
                source,
                "-d",
                service,
                "--sport",
                port,
                "--dport",
                servicePort,
                "-r",
                endpoint,
                "-q",
                source,
                "--reply-port-src",
                servicePort,
                "--reply-port-dst",
                port,
                "-t",
                "60");
    }
}
