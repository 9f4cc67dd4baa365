package antrea.linux.rtnetlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.linux.netns.NamespaceThread;
import antrea.linux.rtnetlink.RtnetlinkMonitor.Change;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ovs")
class RtnetlinkMonitorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private NamespaceThread thread;
    private ScratchNamespace host;
    private RtnetlinkMonitor monitor;

    @BeforeEach
    void makeHost() {
        thread = NamespaceThread.start();
        host = ScratchNamespace.create(thread);
        host.netlink().setUp(host.netlink().create("gw0", "bridge").index());
        monitor = RtnetlinkMonitor.open(thread, host.namespace());
    }

    @AfterEach
    void removeHost() {
        monitor.close();
        host.close();
        thread.close();
    }

    /// What was told until then, the awaited change last.
    private List<Change> toldUntil(Predicate<Change> awaited) {
        List<Change> told = new ArrayList<>();
        Instant end = Instant.now().plus(LIMIT);
        while (Instant.now().isBefore(end)) {
            for (Change change : monitor.receive()) {
                told.add(change);
                if (awaited.test(change)) {
                    return told;
                }
            }
        }
        throw new AssertionError("not told within " + LIMIT + ": " + told);
    }

    private void toldOfRoute(String destination) {
        toldUntil(c -> c instanceof RtnetlinkMonitor.RouteGone(RouteEntry route)
                && route.destination().equals(Cidr.parse(destination)));
    }

    @Test
    void devicesThatComeChangeAndGoAreTold() {
        int index = host.netlink().create("late0", "bridge").index();
        toldUntil(new RtnetlinkMonitor.OfLink("late0")::equals);
        host.netlink().setUp(index);
        toldUntil(new RtnetlinkMonitor.OfLink("late0")::equals);
        host.netlink().deleteLink(index);
        toldUntil(new RtnetlinkMonitor.OfLink("late0")::equals);
    }

    @Test
    void whatIsDeletedIsToldInBothFamilies() {
        for (String[] of : new String[][] {{"-4", "10.0.0.1/24", "10.9.0.0/16"}, {"-6", "fd00::1/64", "fd09::/64"}}) {
            host.run("ip", "address", "add", of[1], "dev", "gw0");
            host.run("ip", "route", "add", of[2], "dev", "gw0", "proto", "65");
            host.run("ip", of[0], "rule", "add", "fwmark", "7/0xff", "table", "101");
            host.run("ip", "route", "delete", of[2], "dev", "gw0");
            toldOfRoute(of[2]);
            host.run("ip", of[0], "rule", "delete", "fwmark", "7/0xff", "table", "101");
            toldUntil(c -> c instanceof RtnetlinkMonitor.RuleGone(RuleEntry rule) && rule.table() == 101);
            host.run("ip", "address", "delete", of[1], "dev", "gw0");
            toldUntil(c -> c instanceof RtnetlinkMonitor.AddressGone(LinkAddress address)
                    && address.address().toString().equals(of[1]));
        }
    }

    @Test
    void whoCannotHearAllIsToldSo() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            lines.append("link set gw0 alias a").append(i).append('\n');
        }
        host.runner().runSuccessfully(List.of("ip", "-batch", "-"), lines.toString());
        assertEquals(
                new RtnetlinkMonitor.Missed(),
                toldUntil(c -> c instanceof RtnetlinkMonitor.Missed).getLast());
    }
}
