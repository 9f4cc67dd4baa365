package antrea.service.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.KubeSources;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.feature.PacketInHandler;
import antrea.feature.PacketOutPort;
import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.pipeline.Table;
import antrea.reconcile.Owner;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Services on this Node: from Services and EndpointSlices to groups, flows, routes, and the connections that may
/// be.
public final class ServiceNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("AntreaProxy", FeatureId.Maturity.GA, "Services in the switch, without kube-proxy");

    private final NodeIdentity node;
    private final ServiceOptions options;
    private final ServiceReject reject;
    private final ServiceMetrics metrics;

    /// Without anybody who reads the metrics.
    public ServiceNode(NodeIdentity node, ServiceOptions options, PacketOutPort packetOut) {
        this(node, options, packetOut, ServiceMetrics.unread());
    }

    public ServiceNode(NodeIdentity node, ServiceOptions options, PacketOutPort packetOut, ServiceMetrics metrics) {
        this.node = node;
        this.metrics = metrics;
        this.options = options;
        this.reject = new ServiceReject(packetOut);
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public List<Table> tables() {
        return ServiceTables.of(options);
    }

    @Override
    public List<PacketInHandler> packetInHandlers() {
        return List.of(reject);
    }

    @Override
    public void wire(Calculation in, Desired out) {
        ServiceHost host = new ServiceHost(node);
        Source<ObjectKey, EndpointSlice> slices = in.source(KubeSources.ENDPOINT_SLICES);
        ServiceCalculator calculator = new ServiceCalculator(
                node.name(),
                new ServiceReader(node, options),
                clusterIp -> options.proxyAll() && !host.isClosed(clusterIp),
                new ServiceCalculator.Inputs(
                        in.source(KubeSources.SERVICES),
                        slices,
                        in.source(KubeSources.NODES),
                        slices.index(s -> List.of(s.serviceKey()))),
                out,
                metrics);
        calculator.observe();
        metrics.wire(in);
        Owner own = Desired.owner(ID, "static");
        out.flows().state(own, StaticFlows.calculate(node, options));
        if (!options.proxyAll()) {
            in.calculator("service", calculator::calculate);
            return;
        }
        host.stateOwn(own, out);
        AtomicBoolean nodesChanged = new AtomicBoolean();
        Source<ObjectKey, Node> nodes = in.source(KubeSources.NODES);
        nodes.observe((_, before, after) -> {
            if (!before.map(ServiceRange::foreign).equals(after.map(ServiceRange::foreign))) {
                nodesChanged.set(true);
            }
        });
        in.calculator("service", () -> {
            boolean others = nodesChanged.getAndSet(false);
            if (others) {
                host.avoid(nodes.values());
            }
            if (calculator.calculate() || others) {
                host.stateServices(Desired.owner(ID, "routes"), calculator.addresses(), out);
            }
        });
    }
}
