package antrea.podnetwork.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.KubeSources;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.graph.SourceInlet;
import antrea.ipam.api.PodAddresses;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.podnetwork.api.LocalInterface;
import antrea.reconcile.Owner;
import antrea.runtime.health.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The Pods of this Node: serves the CNI plug-in, and keeps the flows of each Pod interface stated. At the start
/// it looks through the ports that are there and the Pods that should be there; what has no Pod any more is
/// removed.
public final class PodNetworkNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("PodNetwork", FeatureId.Maturity.GA, "Pod interfaces, CNI, spoof guard");

    private final NodeIdentity node;
    private final PodNetworkOptions options;
    private final Tools tools;
    private final CompletableFuture<?> networkReady;
    private final CompletableFuture<Map<ObjectKey, Pod>> podsAtStart = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CniStart cni = new CniStart(this::rest, RandomGenerator.getDefault());
    private Optional<Wiring> wiring = Optional.empty();

    /// What the feature works with on the Node.
    ///
    /// @param ipam allocated addresses
    public record Tools(
            PodAddresses ipam,
            antrea.ovsdb.vswitch.OvsDatabase database,
            antrea.linux.netns.NamespaceThread namespaces,
            antrea.linux.rtnetlink.Rtnetlink host) {}

    private record Wiring(SourceInlet<String, LocalInterface> interfaces, Desired desired) {}

    /// `networkReady` completes when Pods may have traffic: CNI ADD waits for it.
    public PodNetworkNode(
            NodeIdentity node, PodNetworkOptions options, Tools tools, CompletableFuture<?> networkReady) {
        this.node = node;
        this.options = options;
        this.tools = tools;
        this.networkReady = networkReady;
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public void wire(Calculation in, Desired out) {
        wiring = Optional.of(new Wiring(in.inlet(LocalInterface.SOURCE), out));
        in.source(LocalInterface.SOURCE).observe((name, _, after) -> {
            Owner owner = CniCommands.flowOwner(name);
            after.ifPresentOrElse(local -> out.flows().state(owner, PodFlows.calculate(node, local)), () -> out.flows()
                    .withdraw(owner));
        });
        Source<ObjectKey, Pod> pods = in.source(KubeSources.PODS);
        in.calculator("pods at start", () -> {
            if (pods.isSynced() && !podsAtStart.isDone()) {
                podsAtStart.complete(Map.copyOf(pods.entries()));
            }
        });
    }

    @Override
    public void start() {
        Wiring wired = wiring.orElseThrow(() -> new IllegalStateException("start before wire"));
        PodDevices devices = new KernelPodDevices(
                tools.namespaces(),
                tools.host(),
                antrea.linux.rtnetlink.Rtnetlink.open(),
                options,
                new java.security.SecureRandom());
        PodPorts ports = new OvsPodPorts(tools.database(), options.bridge());
        CniCommands.Parts parts = new CniCommands.Parts(
                tools.ipam(),
                devices,
                ports,
                wired.interfaces(),
                new ContainerLocks(),
                new PodRemovals(this::rest, RandomGenerator.getDefault()));
        CniCommands commands = new CniCommands(node, parts, wired.desired(), networkReady, options);
        podsAtStart.thenAcceptAsync(
                pods -> cni.run(pods, parts, () -> CniServer.start(options.socket(), commands)),
                task -> Thread.ofVirtual().name("pods-at-start").start(task));
    }

    /// Without an interrupt at the end, which would break the database's connection off.
    private boolean rest(Duration length) {
        try {
            return !ended.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Kubelet must be served before the Node counts as ready.
    @Override
    public List<HealthCheck> readyChecks() {
        return List.of(cni.check());
    }

    @Override
    public void stop() {
        ended.countDown();
        cni.close();
    }
}
