package antrea.service.node;

import antrea.feature.Desired;
import antrea.graph.Index;
import antrea.graph.Source;
import antrea.hostnet.HostKinds;
import antrea.hostnet.ServiceConnections;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.StableNumbers;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What each Service needs of switch and host, as a whole whenever something of it changes. Belongs to the
/// calculation thread.
final class ServiceCalculator {
    /// What is read.
    record Inputs(
            Source<ObjectKey, Service> services,
            Source<ObjectKey, EndpointSlice> slices,
            Source<ObjectKey, Node> nodes,
            Index<ObjectKey, ObjectKey> slicesOf) {}

    private final String nodeName;
    private final ServiceReader reader;
    private final Predicate<IpAddress> mayBeLate;
    private final Inputs in;
    private final Desired out;
    private final EndpointLimit limit;
    private final ServiceMetrics metrics;
    private final StableNumbers<ServicePort.Key> numbers = new StableNumbers<>();
    private final Map<ObjectKey, List<ServicePort>> known = new HashMap<>();
    private final Map<ObjectKey, Set<IpAddress>> others = new HashMap<>();
    /// Cluster IPs that were nobody's until their Service came. Kept while it is there: the Service itself closes its
    /// range, and its slices come before anybody has looked for such connections.
    private final Map<ObjectKey, Set<IpAddress>> late = new HashMap<>();

    /// Ports that lost an endpoint since they are known. Kept while they are there, for the same reason: whoever ends
    /// connections may see such a port for the first time after the loss.
    private final Set<ServicePort.Key> lossy = new HashSet<>();
    /// Of UDP ports, another number when they come and each time they lose an endpoint.
    private final Map<ServicePort.Key, Integer> epochs = new HashMap<>();
    private int lastEpoch;

    private final Set<ObjectKey> dirty = new TreeSet<>();
    private boolean everythingDirty;

    /// `mayBeLate` tells of a cluster IP whether clients may have had a connection to it before the switch knew it.
    ServiceCalculator(
            String nodeName,
            ServiceReader reader,
            Predicate<IpAddress> mayBeLate,
            Inputs in,
            Desired out,
            ServiceMetrics metrics) {
        this.mayBeLate = mayBeLate;
        this.nodeName = nodeName;
        this.reader = reader;
        this.in = in;
        this.out = out;
        this.metrics = metrics;
        this.limit = new EndpointLimit(nodeName, EndpointLimit.Listener.LOGGING);
    }

    void observe() {
        in.services().observe((key, _, _) -> dirty.add(key));
        in.slices().observe((_, before, after) -> {
            before.ifPresent(s -> dirty.add(s.serviceKey()));
            after.ifPresent(s -> dirty.add(s.serviceKey()));
        });
        in.nodes().observe((_, before, after) -> {
            if (!before.map(EndpointChoice::facts).equals(after.map(EndpointChoice::facts))) {
                everythingDirty = true;
            }
        });
    }

    /// True when something has changed.
    boolean calculate() {
        if (everythingDirty) {
            everythingDirty = false;
            dirty.addAll(in.services().entries().keySet());
        }
        if (dirty.isEmpty()) {
            return false;
        }
        long begin = metrics.begin();
        EndpointChoice choice = EndpointChoice.on(nodeName, in.nodes().values());
        Set<ObjectKey> renumbered = new TreeSet<>();
        for (ObjectKey key : dirty) {
            Set<IpAddress> left =
                    in.services().get(key).map(reader::leftToOthers).orElse(Set.of());
            if (left.isEmpty()) {
                others.remove(key);
            } else {
                others.put(key, left);
            }
            List<ServicePort> ports = in.services()
                    .get(key)
                    .map(s -> reader.read(s, slices(key), choice))
                    .orElse(List.of());
            if (!ports.equals(known.getOrDefault(key, List.of()))) {
                metrics.observe(known.getOrDefault(key, List.of()), ports);
                number(key, ports, renumbered);
                keep(key, ports);
                state(key, ports);
            }
        }
        dirty.clear();
        renumbered.forEach(key -> state(key, known.getOrDefault(key, List.of())));
        metrics.end(begin);
        return true;
    }

    private List<EndpointSlice> slices(ObjectKey service) {
        List<EndpointSlice> all = new ArrayList<>();
        for (ObjectKey slice : in.slicesOf().keys(service)) {
            in.slices().get(slice).ifPresent(all::add);
        }
        return all;
    }

    /// Other Services whose groups get another number by that are noted.
    private void number(ObjectKey service, List<ServicePort> ports, Set<ObjectKey> renumbered) {
        Set<ServicePort.Key> moved = new HashSet<>();
        Set<ServicePort.Key> keys = new HashSet<>();
        ports.forEach(port -> keys.add(port.key()));
        for (ServicePort before : known.getOrDefault(service, List.of())) {
            if (!keys.contains(before.key())) {
                moved.addAll(numbers.remove(before.key()));
            }
        }
        for (ServicePort.Key key : keys) {
            moved.addAll(numbers.add(key));
        }
        for (ServicePort.Key key : moved) {
            renumbered.add(key.serviceKey());
        }
    }

    private void noteLosses(List<ServicePort> before, List<ServicePort> after) {
        Map<ServicePort.Key, List<Endpoint>> had = new HashMap<>();
        before.forEach(port -> had.put(port.key(), port.endpoints()));
        for (ServicePort port : after) {
            List<Endpoint> earlier = had.remove(port.key());
            if (port.protocol() != Protocol.UDP) {
                continue;
            }
            boolean lost = earlier != null && !Set.copyOf(port.endpoints()).containsAll(earlier);
            if (lost) {
                lossy.add(port.key());
            }
            if (lost || earlier == null) {
                epochs.put(port.key(), ++lastEpoch);
            }
        }
        lossy.removeAll(had.keySet());
        epochs.keySet().removeAll(had.keySet());
    }

    private void keep(ObjectKey key, List<ServicePort> ports) {
        noteLosses(known.getOrDefault(key, List.of()), ports);
        if (ports.isEmpty()) {
            known.remove(key);
            late.remove(key);
        } else {
            known.put(key, ports);
            Set<IpAddress> addresses = late.computeIfAbsent(key, _ -> new HashSet<>());
            ports.stream().map(ServicePort::clusterIp).filter(mayBeLate).forEach(addresses::add);
        }
    }

    private void state(ObjectKey key, List<ServicePort> all) {
        Owner owner = Desired.owner(ServiceNode.ID, key.toString());
        List<Group> groups = new ArrayList<>();
        List<Flow> flows = new ArrayList<>();
        for (ServicePort port : limit.apply(key.toString(), all)) {
            int groupId = numbers.of(port.key());
            groups.add(PortFlows.group(port, groupId));
            flows.addAll(PortFlows.flows(port, groupId));
        }
        out.groups().state(owner, groups);
        out.flows().state(owner, flows);
        out.of(HostKinds.SERVICE_CONNECTIONS).state(owner, connections(key, all));
    }

    /// UDP clients do not notice that their endpoint has gone: their connections have to be ended for them. A TCP
    /// connection keeps its endpoint until it ends by itself; but one that was begun before its Service was
    /// known, at an address that was nobody's, has to begin anew.
    private List<ServiceConnections> connections(ObjectKey key, List<ServicePort> ports) {
        Set<IpAddress> lateOnes = late.getOrDefault(key, Set.of());
        List<ServiceConnections> all = new ArrayList<>();
        for (ServicePort port : ports) {
            if (port.protocol() == Protocol.UDP) {
                Set<ServiceConnections.Backend> backends = new HashSet<>();
                port.endpoints().forEach(e -> backends.add(new ServiceConnections.Backend(e.address(), e.port())));
                all.add(ServiceConnections.only(port.protocol(), port.clusterIp(), port.port(), backends)
                        .withEarly(lateOnes.contains(port.clusterIp()) || lossy.contains(port.key()))
                        .withEpoch(epochs.getOrDefault(port.key(), 0)));
            } else if (lateOnes.contains(port.clusterIp())) {
                all.add(ServiceConnections.any(port.protocol(), port.clusterIp(), port.port()));
            }
        }
        return all;
    }

    /// The addresses of all Services, by who serves them.
    ServiceRange.Addresses addresses() {
        Set<IpAddress> ours = new HashSet<>();
        for (List<ServicePort> ports : known.values()) {
            ports.forEach(port -> ours.add(port.clusterIp()));
        }
        Set<IpAddress> left = new HashSet<>();
        others.values().forEach(left::addAll);
        return new ServiceRange.Addresses(ours, left);
    }
}
