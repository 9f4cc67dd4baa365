package antrea.podnetwork.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.KubeSources;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.graph.SourceInlet;
import antrea.ipam.node.HostLocal;
import antrea.kube.client.Pause;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.kube.watch.Backoff;
import antrea.reconcile.Owner;
import antrea.runtime.health.HealthCheck;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// The Pods of this Node: serves the CNI plug-in, and keeps the flows of each Pod interface stated. At the start
/// it looks through the ports that are there and the Pods that should be there; what has no Pod any more is
/// removed.
public final class PodNetworkNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("PodNetwork", FeatureId.Maturity.GA, "Pod interfaces, CNI, spoof guard");
    private static final Backoff AT_START = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final Logger LOG = System.getLogger(PodNetworkNode.class.getName());

    private final NodeIdentity node;
    private final PodNetworkOptions options;
    private final Tools tools;
    private final CompletableFuture<?> networkReady;
    private final CompletableFuture<Map<ObjectKey, Pod>> podsAtStart = new CompletableFuture<>();
    private final CompletableFuture<CniServer> server = new CompletableFuture<>();
    private Optional<Wiring> wiring = Optional.empty();
    private Optional<Thread> beginning = Optional.empty();
    private volatile String fault = "the Pods of this Node are not taken up yet";

    /// What the feature works with on the Node.
    ///
    /// @param ipam allocated addresses
    public record Tools(
            HostLocal ipam,
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
        CniCommands.Parts parts = new CniCommands.Parts(tools.ipam(), devices, ports, wired.interfaces());
        CniCommands commands = new CniCommands(node, parts, wired.desired(), networkReady, options);
        beginning = Optional.of(
                Thread.ofVirtual().name("pods-at-start").start(() -> begin(podsAtStart.join(), parts, commands)));
    }

    private void begin(Map<ObjectKey, Pod> pods, CniCommands.Parts parts, CniCommands commands) {
        Pause pause = Pause.ofThread();
        RandomGenerator random = RandomGenerator.getDefault();
        for (int failures = 0; !server.isDone(); ) {
            try {
                PodsAtStart start = PodsAtStart.takeUp(pods, parts);
                start.again();
                server.complete(CniServer.start(options.socket(), commands));
                finish(start, pause, random);
            } catch (RuntimeException e) {
                failures++;
                fault = "CNI calls are not served: " + e.getMessage();
                LOG.log(Logger.Level.ERROR, "CNI calls are not served yet, tried again", e);
                if (!pause.sleep(AT_START.after(failures, random))) {
                    return;
                }
            }
        }
    }

    private static void finish(PodsAtStart start, Pause pause, RandomGenerator random) {
        int rounds = 1;
        while (!start.again().isEmpty() && pause.sleep(AT_START.after(rounds, random))) {
            rounds++;
        }
    }

    @Override
    public List<HealthCheck> readyChecks() {
        return List.of(new HealthCheck("cni", () -> server.isDone() ? Optional.empty() : Optional.of(fault)));
    }

    @Override
    public void stop() {
        beginning.ifPresent(Thread::interrupt);
        if (server.isDone()) {
            server.join().close();
        }
    }
}
