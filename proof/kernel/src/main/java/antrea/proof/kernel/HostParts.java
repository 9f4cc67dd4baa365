package antrea.proof.kernel;

import antrea.feature.NodeIdentity;
import antrea.graph.Calculation;
import antrea.hostnet.HostKey;
import antrea.hostnet.HostPlanes;
import antrea.hostnet.Ownership;
import antrea.hostnet.ServiceConnections;
import antrea.hostnet.driver.FilterDriver;
import antrea.hostnet.driver.RoutingDriver;
import antrea.linux.command.CommandRunner;
import antrea.linux.ipset.Ipsets;
import antrea.linux.iptables.Iptables;
import antrea.linux.proc.Sysctl;
import antrea.linux.rtnetlink.Rtnetlink;
import antrea.net.IpFamily;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.reconcile.ConflictListener;
import antrea.reconcile.GatePolicy;
import antrea.reconcile.Reconciler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// What carries wishes to the host of a Node, as the agent makes it.
final class HostParts {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private HostParts() {}

    static HostPlanes planes(
            NodeIdentity node, Calculation calculation, Reconciler<HostKey, ServiceConnections> connections) {
        Set<IpFamily> families = NodeNetworkNode.families(node);
        CommandRunner runner = new CommandRunner(List.of(), WITHIN);
        Ownership ownership = Ownership.ofAgent(node.gateway().interfaceName());
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

    private static Reconciler.Settings settings(String name) {
        return new Reconciler.Settings(name, GatePolicy.ADDITIONS_ONLY, HostPlanes.TIMING);
    }
}
