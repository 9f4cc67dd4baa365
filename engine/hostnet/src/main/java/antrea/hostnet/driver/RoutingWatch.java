package antrea.hostnet.driver;

import antrea.hostnet.Ownership;
import antrea.linux.LinuxException;
import antrea.linux.netlink.NetlinkFormatException;
import antrea.linux.rtnetlink.Link;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.rtnetlink.RtnetlinkMonitor;
import java.time.Duration;

/// Tells at once when something of ours may have been changed by another hand (a device that Open vSwitch made anew,
/// a route that somebody deleted), so that it is repaired now and not at the next look at everything. What the
/// kernel does not tell of, and what is lost while this is not at work, waits for that look.
///
/// It tells no more than once a second, so that a tug-of-war with another program does no harm.
public final class RoutingWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoutingWatch.class.getName());
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final RtnetlinkMonitor monitor;
    private final Rtnetlink host;
    private final Ownership ownership;
    private final Runnable changed;
    private volatile boolean closed;

    /// Both sockets are its own, and closed at its end.
    public RoutingWatch(RtnetlinkMonitor monitor, Rtnetlink host, Ownership ownership, Runnable changed) {
        this.monitor = monitor;
        this.host = host;
        this.ownership = ownership;
        this.changed = changed;
    }

    /// Starts a platform thread that listens until [#close]; it keeps no process alive.
    public void start() {
        Thread.ofPlatform().name("routing-watch").daemon().start(this::listen);
    }

    private void listen() {
        try (monitor;
                host) {
            boolean news = false;
            long mayTell = System.nanoTime();
            while (!closed) {
                news |= isOursChanged();
                if (news && System.nanoTime() - mayTell >= 0) {
                    changed.run();
                    news = false;
                    mayTell = System.nanoTime() + QUIET.toNanos();
                }
            }
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The kernel no longer tells of changed routes and devices; they are looked at every minute: reason="
                            + e.getMessage());
        }
    }

    private boolean isOursChanged() {
        try {
            return monitor.receive().stream().anyMatch(this::isOurs);
        } catch (NetlinkFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, "unreadable message of the kernel", e);
            return true;
        }
    }

    private boolean isOurs(RtnetlinkMonitor.Change change) {
        return switch (change) {
            case RtnetlinkMonitor.OfLink link -> ownership.ownsDevice(link.name());
            case RtnetlinkMonitor.AddressGone gone -> ownsDevice(gone.address().ifindex());
            case RtnetlinkMonitor.RouteGone gone ->
                gone.route().protocol() == Ownership.ROUTE_PROTOCOL
                        || ownsDevice(gone.route().ifindex());
            case RtnetlinkMonitor.RuleGone gone ->
                ownership.ownsTable(gone.rule().table());
            case RtnetlinkMonitor.Missed _ -> true;
        };
    }

    /// A device that has gone is told of by itself. One that cannot be asked for may be ours.
    private boolean ownsDevice(int index) {
        try {
            return host.link(index)
                    .map(Link::name)
                    .filter(ownership::ownsDevice)
                    .isPresent();
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, "a device could not be asked for", e);
            return true;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
