package antrea.hostnet;

import antrea.graph.Calculation;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.DesiredKind;
import antrea.reconcile.DesiredSet;
import antrea.reconcile.Plane;
import antrea.reconcile.PlaneHealth;
import antrea.reconcile.Realization;
import antrea.reconcile.Reconciler;
import antrea.reconcile.Timing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The host as three planes, routing, filter and connections, each with a reconciler of its own: when iptables
/// fails, routes go on. All kinds of [HostKinds] are carried.
public final class HostPlanes implements AutoCloseable {
    /// Reality is read again every minute.
    public static final Timing TIMING =
            new Timing(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(1));

    private final Reconciler<HostKey, RoutingItem> routingReconciler;
    private final Reconciler<HostKey, FilterItem> filterReconciler;
    private final Reconciler<HostKey, ServiceConnections> connectionReconciler;
    private final Plane<HostKey, RoutingItem> routing;
    private final Plane<HostKey, FilterItem> filter;
    private final Map<DesiredKind<?>, DesiredSet<?>> kinds = new HashMap<>();

    /// The reconcilers are made with the drivers of [antrea.hostnet.driver]; they are started and closed here. The
    /// planes hand over after those that were made before: the switch's has to be one of them, since connections
    /// are ended when the switch has what was stated beside them.
    public HostPlanes(
            Calculation calculation,
            Reconciler<HostKey, RoutingItem> routing,
            Reconciler<HostKey, FilterItem> filter,
            Reconciler<HostKey, ServiceConnections> connections,
            ConflictListener conflicts) {
        this.routingReconciler = routing;
        this.filterReconciler = filter;
        this.connectionReconciler = connections;
        this.routing = new Plane<>("host-routing", calculation, routing, RoutingItem::key, conflicts);
        this.filter = new Plane<>("host-filter", calculation, filter, FilterItem::key, conflicts);
        Plane<HostKey, ServiceConnections> ofServices =
                new Plane<>("host-connections", calculation, connections, ServiceConnections::key, conflicts);
        kinds.put(HostKinds.SERVICE_CONNECTIONS, ofServices.<ServiceConnections>kind("connections", value -> value));
        carryRouting(HostKinds.LINKS_UP);
        carryRouting(HostKinds.ADDRESSES);
        carryRouting(HostKinds.SYSCTLS);
        carryRouting(HostKinds.NEIGHBOURS);
        carryRouting(HostKinds.ROUTES);
        carryRouting(HostKinds.IP_RULES);
        carryFilter(HostKinds.SETS);
        carryFilter(HostKinds.SET_ENTRIES);
        carryFilter(HostKinds.CHAINS);
        carryFilter(HostKinds.CHAIN_RULES);
    }

    private <V extends RoutingItem> void carryRouting(DesiredKind<V> kind) {
        kinds.put(kind, routing.<V>kind(kind.name(), value -> value));
    }

    private <V extends FilterItem> void carryFilter(DesiredKind<V> kind) {
        kinds.put(kind, filter.<V>kind(kind.name(), value -> value));
    }

    /// The desired set of a kind; empty for a kind that is not of the host.
    @SuppressWarnings("unchecked") // put under its kind by the two methods above, whose types agree
    public <V> Optional<DesiredSet<V>> of(DesiredKind<V> kind) {
        return Optional.ofNullable((DesiredSet<V>) kinds.get(kind));
    }

    /// When the host has all that an owner stated, connections aside, which are ended when the switch has changed.
    public Realization realization() {
        return routing.and(filter);
    }

    /// Starts the reconcilers.
    public void start() {
        routingReconciler.start();
        filterReconciler.start();
        connectionReconciler.start();
    }

    /// Any thread: devices, addresses, routes or rules may have changed, so they are read again, now.
    public void routingMayHaveChanged() {
        routingReconciler.resync();
    }

    /// By the name of the plane.
    public Map<String, PlaneHealth> health() {
        return Map.of(
                "host-routing",
                routingReconciler.health(),
                "host-filter",
                filterReconciler.health(),
                "host-connections",
                connectionReconciler.health());
    }

    @Override
    public void close() {
        routingReconciler.close();
        filterReconciler.close();
        connectionReconciler.close();
    }
}
