package antrea.hostnet.driver;

import antrea.graph.Calculation;
import antrea.hostnet.HostKey;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.Ownership;
import antrea.hostnet.ServiceConnections;
import antrea.linux.command.CommandRunner;
import antrea.linux.ipset.Ipsets;
import antrea.linux.iptables.Iptables;
import antrea.linux.proc.Sysctl;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.linux.rtnetlink.RtnetlinkMonitor;
import antrea.net.IpFamily;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// The planes of the host with the drivers of a Linux kernel behind them.
public final class LinuxHost {
    private static final Duration COMMAND_WITHIN = Duration.ofSeconds(30);

    private LinuxHost() {}

    /// What the calculation states goes to the kernel in whose network namespace this process is: routes and the
    /// like by rtnetlink, rules by iptables-restore and ipset. Throws [antrea.linux.LinuxException] when there is
    /// no netlink socket to be had.
    public static HostPlanes planes(
            Calculation calculation,
            Ownership ownership,
            Set<IpFamily> families,
            Reconciler<HostKey, ServiceConnections> connections) {
        CommandRunner runner = new CommandRunner(List.of(), COMMAND_WITHIN);
        return new HostPlanes(
                calculation,
                new Reconciler<>(
                        settings("host-routing"),
                        new RoutingDriver(Rtnetlink.open(), new Sysctl(Path.of("/proc/sys")), ownership, families),
                        System::nanoTime,
                        InstantSource.system()),
                new Reconciler<>(
                        settings("host-filter"),
                        new FilterDriver(
                                new Ipsets(runner),
                                families.stream()
                                        .sorted()
                                        .map(f -> new Iptables(f, runner))
                                        .toList()),
                        System::nanoTime,
                        InstantSource.system()),
                connections,
                ConflictListener.logging());
    }

    /// What tells these planes of changes by another hand, to be started after them.
    public static RoutingWatch watch(HostPlanes planes, Ownership ownership) {
        return new RoutingWatch(RtnetlinkMonitor.open(), Rtnetlink.open(), ownership, planes::routingMayHaveChanged);
    }

    private static Reconciler.Settings settings(String name) {
        return new Reconciler.Settings(name, GatePolicy.ADDITIONS_ONLY, HostPlanes.TIMING);
    }
}
