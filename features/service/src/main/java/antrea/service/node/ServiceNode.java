package antrea.service.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.KubeSources;
import antrea.feature.NodeFeature;
import antrea.feature.NodeIdentity;
import antrea.feature.PacketInHandler;
import antrea.feature.PacketOutPort;
import antrea.graph.Calculation;
import antrea.graph.Index;
import antrea.graph.Source;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.IdAllocator;
import antrea.pipeline.Table;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Services on this Node: from Services and EndpointSlices to groups and flows. Each Service is calculated as a
/// whole whenever something of it changes.
public final class ServiceNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("AntreaProxy", FeatureId.Maturity.GA, "Services in the switch, without kube-proxy");
    /// The four lowest group numbers are those of policy logging in the original.
    private static final int FIRST_GROUP = 5;

    private final NodeIdentity node;
    private final ServiceOptions options;
    private final ServiceReader reader;
    private final ServiceReject reject;
    private final ServiceHost host;
    private final ServiceMetrics metrics;
    private final IdAllocator groupIds = new IdAllocator(FIRST_GROUP);
    private final Map<ServicePort.Key, Integer> groups = new HashMap<>();
    private final Map<ObjectKey, List<ServicePort>> known = new HashMap<>();
    private final Set<ObjectKey> dirty = new TreeSet<>();
    private boolean everythingDirty;

    /// Without anybody who reads the metrics.
    public ServiceNode(NodeIdentity node, ServiceOptions options, PacketOutPort packetOut) {
        this(node, options, packetOut, ServiceMetrics.unread());
    }

    public ServiceNode(NodeIdentity node, ServiceOptions options, PacketOutPort packetOut, ServiceMetrics metrics) {
        this.node = node;
        this.metrics = metrics;
        this.options = options;
        this.reader = new ServiceReader(node, options);
        this.reject = new ServiceReject(packetOut);
        this.host = new ServiceHost(node);
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
        Source<ObjectKey, Service> services = in.source(KubeSources.SERVICES);
        Source<ObjectKey, EndpointSlice> slices = in.source(KubeSources.ENDPOINT_SLICES);
        Source<ObjectKey, Node> nodes = in.source(KubeSources.NODES);
        Index<ObjectKey, ObjectKey> slicesOf = slices.index(s -> List.of(s.serviceKey()));
        services.observe((key, _, _) -> dirty.add(key));
        slices.observe((_, before, after) -> {
            before.ifPresent(s -> dirty.add(s.serviceKey()));
            after.ifPresent(s -> dirty.add(s.serviceKey()));
        });
        nodes.observe((_, before, after) -> {
            if (!before.map(EndpointChoice::facts).equals(after.map(EndpointChoice::facts))) {
                everythingDirty = true;
            }
        });
        metrics.wire(in);
        Owner own = Desired.owner(ID, "static");
        out.flows().state(own, StaticFlows.calculate(node, options));
        if (options.proxyAll()) {
            host.stateOwn(own, out);
        }
        in.calculator("service", () -> calculate(new Inputs(services, slices, nodes, slicesOf), out));
    }

    private record Inputs(
            Source<ObjectKey, Service> services,
            Source<ObjectKey, EndpointSlice> slices,
            Source<ObjectKey, Node> nodes,
            Index<ObjectKey, ObjectKey> slicesOf) {}

    private void calculate(Inputs in, Desired out) {
        if (everythingDirty) {
            everythingDirty = false;
            dirty.addAll(in.services().entries().keySet());
        }
        if (dirty.isEmpty()) {
            return;
        }
        long begin = metrics.begin();
        EndpointChoice choice = EndpointChoice.on(node.name(), in.nodes().values());
        for (ObjectKey key : dirty) {
            Optional<Service> service = in.services().get(key);
            List<ServicePort> ports =
                    service.map(s -> reader.read(s, slices(in, key), choice)).orElse(List.of());
            if (!ports.equals(known.getOrDefault(key, List.of()))) {
                state(key, ports, out);
            }
        }
        dirty.clear();
        if (options.proxyAll()) {
            Set<IpAddress> clusterIps = new HashSet<>();
            known.values().forEach(ports -> ports.forEach(p -> clusterIps.add(p.clusterIp())));
            host.stateServices(Desired.owner(ID, "routes"), clusterIps, out);
        }
        metrics.end(begin);
    }

    private static List<EndpointSlice> slices(Inputs in, ObjectKey service) {
        List<EndpointSlice> out = new ArrayList<>();
        for (ObjectKey slice : in.slicesOf().keys(service)) {
            in.slices().get(slice).ifPresent(out::add);
        }
        return out;
    }

    private void state(ObjectKey key, List<ServicePort> ports, Desired out) {
        metrics.observe(known.getOrDefault(key, List.of()), ports);
        Owner owner = Desired.owner(ID, key.toString());
        List<Group> wantedGroups = new ArrayList<>();
        List<Flow> wantedFlows = new ArrayList<>();
        Set<ServicePort.Key> keep = new HashSet<>();
        for (ServicePort port : ports) {
            keep.add(port.key());
            int groupId = groups.computeIfAbsent(port.key(), _ -> groupIds.allocate());
            wantedGroups.add(PortFlows.group(port, groupId));
            wantedFlows.addAll(PortFlows.flows(port, groupId));
        }
        for (ServicePort gone : known.getOrDefault(key, List.of())) {
            if (!keep.contains(gone.key())) {
                Optional.ofNullable(groups.remove(gone.key())).ifPresent(groupIds::release);
            }
        }
        if (ports.isEmpty()) {
            known.remove(key);
        } else {
            known.put(key, ports);
        }
        out.groups().state(owner, wantedGroups);
        out.flows().state(owner, wantedFlows);
    }
}
