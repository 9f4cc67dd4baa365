package antrea.hostnet.driver;

import antrea.hostnet.HostKey;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.ServiceConnections.Backend;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.reconcile.Delta;
import antrea.reconcile.Driver;
import antrea.reconcile.DriverException;
import java.lang.System.Logger;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Ends tracked connections to Services that cannot go on: of UDP those to endpoints that do not answer for their
/// Service any more, and of every protocol those that were begun before the switch knew the Service. Nothing is ended
/// before the switch sends new connections elsewhere: else the client's next packet would find the old way again.
public final class ConnectionsDriver implements Driver<HostKey, ServiceConnections> {
    private static final Logger LOG = System.getLogger(ConnectionsDriver.class.getName());

    /// A packet on its way through the switch may bring a connection back once, hardly twice.
    private static final int PASSES = 3;

    /// What becomes of connections to a Service that is gone altogether, or to a port that it has no more: the gate
    /// CleanupStaleUDPSvcConntrack of the original.
    public enum OfGoneServices {
        KEEP,
        END
    }

    /// Where connections are, and when they may be touched.
    ///
    /// @param inStep returns when the datapath does what the switch was told to up to now; throws
    /// [DriverException] when that takes too long
    public record Datapath(ConnectionTable table, Runnable inStep) {}

    private final Datapath datapath;
    private final Set<IpFamily> families;
    private final OfGoneServices ofGone;
    private final Map<HostKey, ServiceConnections> enforced = new HashMap<>();
    private final Set<HostKey> strayed = new HashSet<>();
    /// Of Services that are not asked for, or were not until now.
    private final Set<HostKey> leftOver = new HashSet<>();

    public ConnectionsDriver(Datapath datapath, Set<IpFamily> families, OfGoneServices ofGone) {
        this.datapath = datapath;
        this.families = Set.copyOf(families);
        this.ofGone = ofGone;
    }

    /// For each address and port of a Service the endpoints that connections go to; or what was asked for, where
    /// all of them are among it. Those of gone Services count only where they are to be ended.
    @Override
    public Map<HostKey, ServiceConnections> readActual() {
        Map<HostKey.OfConnections, Set<Backend>> seen = seen();
        Map<HostKey, ServiceConnections> actual = new HashMap<>(enforced);
        strayed.clear();
        leftOver.clear();
        seen.forEach((key, backends) -> {
            ServiceConnections asked = enforced.get(key);
            if (asked == null) {
                leftOver.add(key);
            }
            boolean differs = asked == null
                    ? ofGone == OfGoneServices.END
                    : !backends(asked).containsAll(backends);
            if (differs) {
                actual.put(key, ServiceConnections.only(key.protocol(), key.address(), key.port(), backends));
                strayed.add(key);
            }
        });
        return actual;
    }

    private Map<HostKey.OfConnections, Set<Backend>> seen() {
        Map<HostKey.OfConnections, Set<Backend>> seen = new HashMap<>();
        try {
            for (IpFamily family : families) {
                datapath.table().endIf(family, Protocol.UDP, connection -> {
                    if (connection.isTranslated()) {
                        seen.computeIfAbsent(key(connection), _ -> new HashSet<>())
                                .add(backend(connection));
                    }
                    return false;
                });
            }
            return seen;
        } catch (RuntimeException e) {
            throw new DriverException("tracked connections cannot be read: " + e.getMessage(), e);
        }
    }

    private static HostKey.OfConnections key(TrackedConnection connection) {
        return new HostKey.OfConnections(
                connection.protocol(),
                connection.destination().address(),
                connection.destination().port());
    }

    private static Backend backend(TrackedConnection connection) {
        return new Backend(
                connection.answering().address(), connection.answering().port());
    }

    @Override
    public Map<HostKey, String> apply(Delta<HostKey, ServiceConnections> delta) {
        Map<HostKey, ServiceConnections> wanted = new HashMap<>(delta.additions());
        wanted.putAll(delta.changes());
        Map<HostKey.OfConnections, ServiceConnections> allowed = new HashMap<>();
        for (ServiceConnections value : wanted.values()) {
            if (mayBeStale(value)) {
                allowed.put(value.key(), value);
            }
        }
        if (ofGone == OfGoneServices.END) {
            for (ServiceConnections value : delta.deletions().values()) {
                if (value.backends().isPresent()) {
                    allowed.put(
                            value.key(),
                            ServiceConnections.only(value.protocol(), value.address(), value.port(), Set.of()));
                }
            }
        }
        if (!allowed.isEmpty()) {
            end(allowed);
        }
        enforced.putAll(wanted);
        enforced.keySet().removeAll(delta.deletions().keySet());
        leftOver.addAll(delta.deletions().keySet());
        leftOver.removeAll(wanted.keySet());
        strayed.removeAll(wanted.keySet());
        return Map.of();
    }

    /// Where endpoints only came there is nothing to end, nor at a Service that is new. To read the table costs what
    /// there is in it.
    private boolean mayBeStale(ServiceConnections value) {
        ServiceConnections before = enforced.get(value.key());
        if (before == null) {
            return value.early() || leftOver.contains(value.key());
        }
        return strayed.contains(value.key())
                || before.epoch() != value.epoch()
                || !backends(value).containsAll(backends(before));
    }

    private static Set<Backend> backends(ServiceConnections value) {
        return value.backends().orElse(Set.of());
    }

    private void end(Map<HostKey.OfConnections, ServiceConnections> allowed) {
        Map<IpFamily, Set<Protocol>> concerned = new EnumMap<>(IpFamily.class);
        for (HostKey.OfConnections key : allowed.keySet()) {
            concerned
                    .computeIfAbsent(key.address().family(), _ -> EnumSet.noneOf(Protocol.class))
                    .add(key.protocol());
        }
        try {
            int ended = 0;
            int last = 1;
            for (int pass = 0; pass < PASSES && last > 0; pass++) {
                datapath.inStep().run();
                last = 0;
                for (Map.Entry<IpFamily, Set<Protocol>> of : concerned.entrySet()) {
                    for (Protocol protocol : of.getValue()) {
                        last += datapath.table().endIf(of.getKey(), protocol, c -> isStale(c, allowed));
                    }
                }
                ended += last;
            }
            if (ended > 0) {
                LOG.log(
                        Logger.Level.INFO,
                        "Connections to Services that could not go on have been ended: connections={0} services={1}",
                        ended,
                        allowed.keySet());
            }
        } catch (RuntimeException e) {
            throw new DriverException("connections to Services cannot be ended: " + e.getMessage(), e);
        }
    }

    private static boolean isStale(
            TrackedConnection connection, Map<HostKey.OfConnections, ServiceConnections> allowed) {
        ServiceConnections value = allowed.get(key(connection));
        if (value == null) {
            return false;
        }
        if (!connection.isTranslated()) {
            // what is answered was translated by somebody else, as kube-proxy before us
            return !connection.answered();
        }
        return value.backends().isPresent() && !backends(value).contains(backend(connection));
    }
}
