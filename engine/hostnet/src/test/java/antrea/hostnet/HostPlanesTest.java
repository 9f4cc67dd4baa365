package antrea.hostnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.ManualTime;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import antrea.reconcile.Reconciler;
import antrea.reconcile.testing.FakeDriver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HostPlanesTest {
    private static final Owner OWNER = new Owner("test", "a");

    private final ManualCalculation calculation = new ManualCalculation();
    private final FakeDriver<HostKey, RoutingItem> routingDriver = new FakeDriver<>();
    private final FakeDriver<HostKey, FilterItem> filterDriver = new FakeDriver<>();
    private final Reconciler<HostKey, RoutingItem> routing = new Reconciler<>(
            new Reconciler.Settings("routing", GatePolicy.ADDITIONS_ONLY, HostPlanes.TIMING),
            routingDriver,
            new ManualTime(),
            () -> Instant.EPOCH);
    private final Reconciler<HostKey, FilterItem> filter = new Reconciler<>(
            new Reconciler.Settings("filter", GatePolicy.ADDITIONS_ONLY, HostPlanes.TIMING),
            filterDriver,
            new ManualTime(),
            () -> Instant.EPOCH);
    private final FakeDriver<HostKey, ServiceConnections> connectionsDriver = new FakeDriver<>();
    private final Reconciler<HostKey, ServiceConnections> connections = new Reconciler<>(
            new Reconciler.Settings("connections", GatePolicy.ALL_AT_ONCE, HostPlanes.TIMING),
            connectionsDriver,
            new ManualTime(),
            () -> Instant.EPOCH);
    private final HostPlanes planes =
            new HostPlanes(calculation.loop(), routing, filter, connections, ConflictListener.throwing());

    private <V extends HostItem> void state(DesiredKind<V> kind, V value) {
        planes.of(kind).orElseThrow().state(OWNER, List.of(value));
    }

    private void settle() {
        calculation.sync();
        routing.step();
        filter.step();
        connections.step();
    }

    @Test
    void everyKindOfTheHostIsCarriedToItsPlane() {
        state(HostKinds.ROUTES, Route.over("gw0", Cidr.parse("fd00::/64")));
        state(HostKinds.NEIGHBOURS, new Neighbour("gw0", IpAddress.parse("fd00::1"), MacAddress.BROADCAST));
        state(HostKinds.IP_RULES, new IpRule(IpFamily.V6, 1, 1, 255, 101));
        state(HostKinds.ADDRESSES, new InterfaceAddress("gw0", AddressWithPrefix.parse("10.0.0.1/24")));
        state(HostKinds.LINKS_UP, new LinkUp("gw0"));
        state(HostKinds.SYSCTLS, new Sysctl("net/ipv4/ip_forward", "1"));
        state(HostKinds.SETS, new IpSet("ANTREA-X", "hash:net", IpFamily.V4));
        state(HostKinds.SET_ENTRIES, IpSetEntry.of("ANTREA-X", Cidr.parse("10.0.0.0/24")));
        state(HostKinds.CHAINS, new IptablesChain(IpFamily.V4, "nat", "ANTREA-X", List.of()));
        state(HostKinds.CHAIN_RULES, new IptablesRule(IpFamily.V4, "nat", "ANTREA-X", 1, "-j ACCEPT"));
        settle();
        assertEquals(6, routingDriver.reality().size());
        assertEquals(4, filterDriver.reality().size());
        routingDriver.reality().forEach((key, value) -> assertEquals(key, value.key()));
        assertTrue(planes.health().values().stream().allMatch(h -> h.isHealthy()));
        assertEquals(Optional.empty(), planes.of(DesiredKind.named("route")));
    }

    @Test
    void anOwnerIsRealizedWhenBothPlanesAreDone() {
        settle();
        state(HostKinds.ROUTES, Route.over("gw0", Cidr.parse("10.0.0.0/24")));
        IptablesRule rule = new IptablesRule(IpFamily.V4, "nat", "ANTREA-X", 1, "-j ACCEPT");
        state(HostKinds.CHAIN_RULES, rule);
        filterDriver.refused().add(rule.key());
        CompletableFuture<Outcome> done =
                planes.realization().whenRealized(OWNER).toCompletableFuture();
        calculation.sync();
        routing.step();
        assertFalse(done.isDone());
        filter.step();
        assertEquals(new Outcome.Refused(Map.of(rule.key().toString(), "refused by the test")), done.join());
    }

    @Test
    void oneFailingPlaneLeavesTheOtherAtWork() {
        filterDriver.goAway();
        state(HostKinds.ROUTES, Route.over("gw0", Cidr.parse("10.0.0.0/24")));
        settle();
        assertEquals(Set.of("host-routing", "host-connections"), healthy());
        assertEquals(1, routingDriver.reality().size());
    }

    private Set<String> healthy() {
        return planes.health().entrySet().stream()
                .filter(e -> e.getValue().isHealthy())
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
    }
}
