package antrea.hostnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.hostnet.FilterItem;
import antrea.hostnet.HostItem;
import antrea.hostnet.HostKey;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.InterfaceAddress;
import antrea.hostnet.IpRule;
import antrea.hostnet.IpSet;
import antrea.hostnet.IpSetEntry;
import antrea.hostnet.IptablesRule;
import antrea.hostnet.LinkUp;
import antrea.hostnet.Ownership;
import antrea.hostnet.Route;
import antrea.hostnet.RoutingItem;
import antrea.linux.ipset.Ipsets;
import antrea.linux.iptables.Iptables;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.proc.Sysctl;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.rtnetlink.RtnetlinkMonitor;
import antrea.linux.testing.ScratchNamespace;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.reconcile.Changes;
import antrea.reconcile.Driver;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drivers under their reconcilers, in a namespace of their own.
@Tag("ovs")
class HostTest {
    private static final String GW = Corridor.GW;

    @TempDir
    private Path parameters;

    private final AtomicLong now = new AtomicLong();
    private NamespaceThread thread;
    private ScratchNamespace host;

    @BeforeEach
    void makeHost() throws Exception {
        thread = NamespaceThread.start();
        host = ScratchNamespace.create(thread);
        for (String name : List.of(GW, "eth0")) {
            host.netlink().setUp(host.netlink().create(name, "bridge").index());
        }
        host.run("ip", "address", "add", "192.0.2.1/24", "dev", "eth0");
        Files.writeString(parameters.resolve("ip_forward"), "0\n");
    }

    @AfterEach
    void removeHost() {
        host.close();
        thread.close();
    }

    private Reconciler<HostKey, RoutingItem> routing() {
        return reconciler(
                "routing",
                new RoutingDriver(
                        host.netlink(), new Sysctl(parameters), Ownership.ofAgent(GW), Set.of(IpFamily.values())));
    }

    private Reconciler<HostKey, FilterItem> filter() {
        return reconciler(
                "filter",
                new FilterDriver(
                        new Ipsets(host.runner()),
                        List.of(new Iptables(IpFamily.V4, host.runner()), new Iptables(IpFamily.V6, host.runner()))));
    }

    private <V extends HostItem> Reconciler<HostKey, V> reconciler(String name, Driver<HostKey, V> driver) {
        Reconciler.Settings settings = new Reconciler.Settings(name, GatePolicy.ADDITIONS_ONLY, HostPlanes.TIMING);
        return new Reconciler<>(settings, driver, now::get, InstantSource.system());
    }

    private static <V extends HostItem> Changes<HostKey, V> wanting(List<V> items) {
        Map<HostKey, V> puts = new LinkedHashMap<>();
        items.forEach(item -> puts.put(item.key(), item));
        return new Changes<>(puts, Set.of());
    }

    private static <V extends HostItem> void settle(Reconciler<HostKey, V> reconciler) {
        reconciler.step();
        assertEquals(Map.of(), reconciler.health().failing());
        assertEquals(0, reconciler.health().pendingCount(), () -> "" + reconciler.health());
        reconciler.resync();
        reconciler.step();
        assertTrue(reconciler.health().isHealthy(), () -> "" + reconciler.health());
    }

    private List<String> lines(String... command) {
        return Arrays.stream(host.run(command).split("\n")).map(String::strip).toList();
    }

    @Test
    void routingOfTheCorridorIsMadeAndFoundEqual() throws Exception {
        Reconciler<HostKey, RoutingItem> reconciler = routing();
        reconciler.submit(wanting(Corridor.routing()));
        reconciler.openGate();
        settle(reconciler);
        List<String> v4 = lines("ip", "route");
        assertTrue(
                v4.contains("10.10.0.0/24 dev antrea-gw0 proto kernel scope link src 10.10.0.1"
                        + (v4.toString().contains("linkdown") ? " linkdown" : "")),
                v4::toString);
        assertTrue(
                v4.stream()
                        .anyMatch(
                                l -> l.startsWith("10.10.1.0/24 via 10.10.1.1 dev antrea-gw0") && l.contains("onlink")),
                v4::toString);
        assertTrue(
                v4.stream().anyMatch(l -> l.startsWith("169.254.0.253 dev antrea-gw0") && l.contains("scope link")),
                v4::toString);
        assertTrue(lines("ip", "-6", "neigh")
                .toString()
                .contains("fc01::aabb:ccdd:eeff dev antrea-gw0 lladdr aa:bb:cc:dd:ee:ff PERMANENT"));
        assertEquals("1", Files.readString(parameters.resolve("ip_forward")).strip());
    }

    @Test
    void routingDriftIsRepairedAndForeignThingsStay() {
        Reconciler<HostKey, RoutingItem> reconciler = routing();
        reconciler.submit(wanting(Corridor.routing()));
        reconciler.openGate();
        settle(reconciler);
        host.run("ip", "route", "add", "10.77.0.0/16", "via", "192.0.2.9");
        host.run("ip", "rule", "add", "fwmark", "7", "table", "300");
        host.run("ip", "rule", "add", "from", "192.0.2.77", "table", "101");
        host.run("ip", "-6", "rule", "add", "from", "2001:db8::77", "table", "101");
        host.run("ip", "route", "add", "10.66.0.0/16", "via", "192.0.2.9", "table", "101");
        List<String> routes = lines("ip", "route");
        List<String> routes6 = lines("ip", "-6", "route");
        host.run("ip", "route", "delete", "10.10.1.0/24");
        host.run("ip", "route", "replace", "10.96.0.0/12", "dev", GW);
        host.run("ip", "address", "flush", "dev", GW, "scope", "global");
        host.run("ip", "address", "add", "10.99.0.1/24", "dev", GW);
        host.run("ip", "route", "add", "10.88.0.0/16", "dev", GW);
        host.run("ip", "neigh", "flush", "all");
        host.run("ip", "rule", "delete", "fwmark", "3/0xff", "table", "101");
        now.addAndGet(HostPlanes.TIMING.resync().toNanos());
        reconciler.step();
        settle(reconciler);
        settle(reconciler);
        assertEquals(Set.copyOf(unproto(routes)), Set.copyOf(unproto(lines("ip", "route"))));
        assertEquals(Set.copyOf(unproto(routes6)), Set.copyOf(unproto(lines("ip", "-6", "route"))));
        assertTrue(lines("ip", "rule").toString().contains("fwmark 0x7 lookup 300"));
        assertTrue(lines("ip", "rule").toString().contains("from 192.0.2.77 lookup 101"));
        assertTrue(lines("ip", "-6", "rule").toString().contains("from 2001:db8::77 lookup 101"));
        assertTrue(lines("ip", "rule").toString().contains("fwmark 0x3/0xff lookup 101"));
        assertTrue(lines("ip", "route", "show", "table", "101").toString().contains("10.66.0.0/16"));
        assertFalse(lines("ip", "address", "show", "dev", GW).toString().contains("10.99.0.1"));
    }

    /// Who made a route may change when it comes back.
    private static List<String> unproto(List<String> routes) {
        return routes.stream().map(r -> r.replaceAll(" proto [^ ]+", "")).toList();
    }

    @Test
    void afterARestartNothingGoesBeforeTheGateOpensAndThenWhatIsStale() {
        Reconciler<HostKey, RoutingItem> before = routing();
        before.submit(wanting(Corridor.routing()));
        before.openGate();
        settle(before);
        List<RoutingItem> now = new ArrayList<>(Corridor.routing());
        now.removeIf(item -> item.key().toString().contains("10.10.3.0/24")
                || item.key().toString().contains("fd00:10:10:1::")
                || item instanceof IpRule);
        Reconciler<HostKey, RoutingItem> after = routing();
        after.submit(wanting(now));
        after.step();
        assertTrue(lines("ip", "route").toString().contains("10.10.3.0/24"));
        assertTrue(lines("ip", "-6", "neigh").toString().contains("fd00:10:10:1::1"));
        after.openGate();
        settle(after);
        assertFalse(lines("ip", "route").toString().contains("10.10.3.0/24"));
        assertFalse(lines("ip", "-6", "route").toString().contains("fd00:10:10:1::"));
        assertFalse(lines("ip", "-6", "neigh").toString().contains("fd00:10:10:1::1"));
        assertFalse(lines("ip", "rule").toString().contains("lookup 101"));
        assertTrue(lines("ip", "route").toString().contains("10.10.0.0/24 dev antrea-gw0 proto kernel"));
    }

    @Test
    void whatIsRefusedIsTriedAgainAndDoesNotStopTheRest() {
        Reconciler<HostKey, RoutingItem> reconciler = routing();
        Route early = Route.over("late0", Cidr.parse("10.50.0.0/16"));
        Route fine = Route.over(GW, Cidr.parse("10.60.0.0/16"));
        reconciler.submit(wanting(List.of(early, fine)));
        reconciler.step();
        assertEquals(
                Set.of(early.key().toString()), reconciler.health().failing().keySet());
        assertTrue(reconciler.health().failing().toString().contains("late0"));
        assertTrue(lines("ip", "route").toString().contains("10.60.0.0/16"));
        host.netlink().setUp(host.netlink().create("late0", "bridge").index());
        now.addAndGet(HostPlanes.TIMING.firstRetry().toNanos());
        settle(reconciler);
    }

    /// Open vSwitch takes its devices away when it ends in order, and makes them anew.
    @Test
    void aDeviceThatWasSetDownOrMadeAnewGetsAllItHadWithoutWaiting() {
        List<RoutingItem> wanted = new ArrayList<>(Corridor.routing());
        wanted.add(new LinkUp(GW));
        try (Reconciler<HostKey, RoutingItem> reconciler = routing()) {
            reconciler.submit(wanting(wanted));
            reconciler.openGate();
            settle(reconciler);
            List<String> before = everything();
            RtnetlinkMonitor monitor = RtnetlinkMonitor.open(thread, host.namespace());
            try (RoutingWatch watch = new RoutingWatch(
                    monitor, Rtnetlink.open(thread, host.namespace()), Ownership.ofAgent(GW), reconciler::resync)) {
                watch.start();
                reconciler.start();
                host.run("ip", "link", "set", GW, "down");
                awaitEqual(before);
                host.run("ip", "link", "delete", GW);
                host.run("ip", "link", "add", GW, "type", "bridge");
                awaitEqual(before);
                host.run("ip", "route", "delete", "10.10.1.0/24");
                awaitEqual(before);
            }
        }
    }

    /// Routes, rules, permanent neighbours and addresses, without what differs between two devices of one name.
    private List<String> everything() {
        List<String> out = new ArrayList<>();
        for (String family : List.of("-4", "-6")) {
            out.addAll(unproto(lines("ip", family, "route")));
            out.addAll(lines("ip", family, "rule"));
            out.addAll(lines("ip", family, "neigh", "show", "nud", "permanent"));
            out.addAll(lines("ip", family, "-brief", "address", "show", "dev", GW, "scope", "global"));
        }
        return out.stream().map(l -> l.replace(" linkdown", "")).sorted().toList();
    }

    /// The clock of the reconciler stands still: only what it is told wakes it.
    private void awaitEqual(List<String> before) {
        Instant end = Instant.now().plusSeconds(20);
        while (!everything().equals(before)) {
            if (Instant.now().isAfter(end)) {
                assertEquals(before, everything());
            }
        }
    }

    @Test
    void aNewPrefixReplacesTheOldOneOfAnAddress() {
        for (String[] c : new String[][] {{"10.10.0.1/24", "10.10.0.1/16"}, {"fd00:10::1/64", "fd00:10::1/56"}}) {
            Reconciler<HostKey, RoutingItem> reconciler = routing();
            reconciler.openGate();
            for (String text : c) {
                reconciler.submit(wanting(List.of(new InterfaceAddress(GW, AddressWithPrefix.parse(text)))));
                settle(reconciler);
            }
            String shown = lines("ip", "address", "show", "dev", GW).toString();
            assertTrue(shown.contains(c[1]) && !shown.contains(c[0]), shown);
        }
    }

    @Test
    void filterOfTheCorridorIsMadeAndFoundEqual() {
        host.run("iptables", "-A", "FORWARD", "-j", "DROP");
        host.run("ipset", "create", "FOREIGN", "hash:ip");
        Reconciler<HostKey, FilterItem> reconciler = filter();
        reconciler.submit(wanting(Corridor.filter()));
        reconciler.openGate();
        settle(reconciler);
        for (String program : List.of("iptables-save", "ip6tables-save")) {
            List<String> saved = lines(program);
            List<String> post = saved.stream()
                    .filter(l -> l.startsWith("-A ANTREA-POSTROUTING"))
                    .toList();
            assertEquals(3, post.size(), saved::toString);
            assertTrue(post.getFirst().contains("masquerade Pod to external")
                    && post.getLast().contains("OVS virtual source IP"));
            assertTrue(saved.contains(
                    "-A FORWARD -m comment --comment \"Antrea: jump to Antrea forwarding rules\" -j ANTREA-FORWARD"));
            assertEquals(
                    6, saved.stream().filter(l -> l.contains("Antrea: jump to")).count(), saved::toString);
        }
        assertTrue(lines("iptables-save").contains("-A FORWARD -j DROP"));
        assertTrue(lines("ipset", "list", "-n").contains("FOREIGN"));
    }

    @Test
    void filterDriftIsRepaired() {
        Reconciler<HostKey, FilterItem> reconciler = filter();
        reconciler.submit(wanting(Corridor.filter()));
        reconciler.openGate();
        settle(reconciler);
        Set<String> before = Set.copyOf(rules());
        host.run("iptables", "-t", "nat", "-F", "ANTREA-POSTROUTING");
        host.run("iptables", "-t", "nat", "-D", "ANTREA-PREROUTING", "1");
        host.run("iptables", "-t", "nat", "-A", "ANTREA-PREROUTING", "-j", "ACCEPT");
        host.run("iptables", "-t", "filter", "-D", "FORWARD", "1");
        host.run("ip6tables", "-t", "filter", "-I", "FORWARD", "-j", "ANTREA-FORWARD");
        host.run("ipset", "flush", "ANTREA-POD-IP");
        host.run("ipset", "add", "ANTREA-POD-IP6", "fd99::/64");
        reconciler.resync();
        reconciler.step();
        settle(reconciler);
        assertEquals(before, Set.copyOf(rules()));
    }

    private List<String> rules() {
        List<String> out = new ArrayList<>();
        for (String program : List.of("iptables-save", "ip6tables-save", "ipset")) {
            List<String> text = program.equals("ipset") ? lines("ipset", "save") : lines(program);
            text.stream().filter(l -> l.startsWith("-A") || l.startsWith("add")).forEach(out::add);
        }
        return out;
    }

    @Test
    void afterARestartStaleRulesEntriesChainsAndSetsGoWhenTheGateOpens() {
        Reconciler<HostKey, FilterItem> before = filter();
        before.submit(wanting(Corridor.filter()));
        before.submit(wanting(List.of(
                Corridor.rule(
                        IpFamily.V4,
                        "nat",
                        "ANTREA-POSTROUTING",
                        10,
                        "-m comment --comment \"Antrea: SNAT Pod to external packets\" ! -o antrea-gw0 -m mark --mark 0x000001/0x0000ff -j SNAT --to-source 192.0.2.7"),
                IpSetEntry.of("ANTREA-POD-IP", Cidr.parse("10.10.9.0/24")),
                new IpSet("ANTREA-OLD", "hash:ip", IpFamily.V4),
                Corridor.chain(IpFamily.V4, "filter", "ANTREA-INPUT", "INPUT", "input"),
                Corridor.rule(
                        IpFamily.V4, "filter", "ANTREA-INPUT", 1, "-m set --match-set ANTREA-OLD src -j ACCEPT"))));
        before.openGate();
        settle(before);
        Reconciler<HostKey, FilterItem> after = filter();
        after.submit(wanting(Corridor.filter()));
        after.step();
        assertTrue(rules().toString().contains("--to-source 192.0.2.7")
                && rules().toString().contains("10.10.9.0/24"));
        after.openGate();
        settle(after);
        String left = rules().toString();
        assertFalse(left.contains("192.0.2.7") || left.contains("10.10.9.0/24") || left.contains("ANTREA-INPUT"), left);
        assertFalse(lines("ipset", "list", "-n").contains("ANTREA-OLD"));
        assertEquals(
                3,
                lines("iptables-save").stream()
                        .filter(l -> l.startsWith("-A ANTREA-POSTROUTING"))
                        .count());
    }

    @Test
    void aRuleThatTheKernelRefusesDoesNotStopTheOthers() {
        Reconciler<HostKey, FilterItem> reconciler = filter();
        IptablesRule bad =
                Corridor.rule(IpFamily.V4, "filter", "ANTREA-FORWARD", 5, "-m set --match-set NONE src -j ACCEPT");
        IpSetEntry badEntry = new IpSetEntry("ANTREA-POD-IP", "not-an-address");
        List<FilterItem> items = new ArrayList<>(Corridor.filter());
        items.add(bad);
        items.add(badEntry);
        reconciler.submit(wanting(items));
        reconciler.openGate();
        reconciler.step();
        assertEquals(
                Set.of(bad.key().toString(), badEntry.key().toString()),
                reconciler.health().failing().keySet(),
                () -> "" + reconciler.health());
        assertTrue(rules().toString().contains("accept packets to local Pods"));
        host.run("ipset", "create", "NONE", "hash:ip");
        reconciler.submit(new Changes<>(Map.of(), Set.of(badEntry.key())));
        now.addAndGet(HostPlanes.TIMING.firstRetry().toNanos());
        settle(reconciler);
        List<String> forward = lines("iptables-save").stream()
                .filter(l -> l.startsWith("-A ANTREA-FORWARD"))
                .toList();
        assertTrue(forward.getLast().contains("NONE") && forward.size() == 3, forward::toString);
    }

    /// The route to Services grows: the wider one is there before the narrower goes. Those of an earlier run, wider
    /// or narrower, go when all is known.
    @Test
    void serviceRouteTakesThePlaceOfThoseOfAnEarlierRun() {
        for (String[] way : List.of(
                new String[] {"-4", "169.254.0.253", "10.96.0.0/12", "10.96.0.16/28", "10.96.0.0/24", "10.96.0.0/23"},
                new String[] {
                    "-6", "fc01::aabb:ccdd:eeff", "fd00:96::/64", "fd00:96::10/124", "fd00:96::/112", "fd00:96::/111"
                })) {
            Route next = Route.over(GW, Cidr.of(IpAddress.parse(way[1])));
            host.run("ip", way[0], "route", "add", way[1], "dev", GW);
            host.run("ip", way[0], "route", "add", way[2], "via", way[1], "dev", GW);
            host.run("ip", way[0], "route", "add", way[3], "via", way[1], "dev", GW);
            Reconciler<HostKey, RoutingItem> reconciler = routing();
            Route wanted = Route.over(GW, Cidr.parse(way[4])).via(IpAddress.parse(way[1]));
            reconciler.submit(wanting(List.of(next, wanted)));
            reconciler.step();
            assertEquals(Set.of(way[2], way[3], way[4]), over(way[0], way[1]));
            reconciler.openGate();
            settle(reconciler);
            assertEquals(Set.of(way[4]), over(way[0], way[1]));
            Route wider = Route.over(GW, Cidr.parse(way[5])).via(IpAddress.parse(way[1]));
            reconciler.submit(new Changes<>(Map.of(wider.key(), wider), Set.of(wanted.key())));
            settle(reconciler);
            assertEquals(Set.of(way[5]), over(way[0], way[1]));
            reconciler.submit(new Changes<>(Map.of(), Set.of(wider.key(), next.key())));
            settle(reconciler);
        }
    }

    private Set<String> over(String family, String gateway) {
        Set<String> out = new HashSet<>();
        for (String line : lines("ip", family, "route", "show", "via", gateway)) {
            if (!line.isEmpty()) {
                out.add(line.split(" ", 2)[0]);
            }
        }
        return out;
    }
}
