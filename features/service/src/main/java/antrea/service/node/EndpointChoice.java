package antrea.service.node;

import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Node;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which endpoints of a Service answer on this Node. Pure. Source: Kubernetes, "Virtual IPs and Service Proxies"
/// and "Topology Aware Routing".
///
/// @param nodeName this Node
/// @param zone its zone, if it has one
/// @param nodeAddresses addresses of all Nodes: an endpoint there is no Pod of the Pod network
record EndpointChoice(String nodeName, Optional<String> zone, Set<IpAddress> nodeAddresses) {
    EndpointChoice {
        nodeAddresses = Set.copyOf(nodeAddresses);
    }

    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    /// The choice on that Node, given all Nodes.
    static EndpointChoice on(String nodeName, Collection<Node> nodes) {
        Set<IpAddress> addresses = new HashSet<>();
        Optional<String> zone = Optional.empty();
        for (Node node : nodes) {
            addresses.addAll(node.internalIps());
            addresses.addAll(node.externalIps());
            if (node.meta().name().equals(nodeName)) {
                zone = Optional.ofNullable(node.meta().labels().get(ZONE_LABEL));
            }
        }
        return new EndpointChoice(nodeName, zone, addresses);
    }

    /// What of a Node decides about endpoints.
    static List<Object> facts(Node node) {
        return List.of(
                node.internalIps(), node.externalIps(), node.meta().labels().getOrDefault(ZONE_LABEL, ""));
    }

    /// What is asked for. `localOnly`: internalTrafficPolicy Local. `byZone`: the Service wants topology hints.
    record Wanted(IpFamily family, String portName, Protocol protocol, boolean localOnly, boolean byZone) {}

    private record Candidate(EndpointSlice.Endpoint endpoint, int port) {}

    List<Endpoint> calculate(Iterable<EndpointSlice> slices, Wanted wanted) {
        List<Candidate> ready = new ArrayList<>();
        List<Candidate> leaving = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            int port = portOf(slice, wanted);
            if (port == 0) {
                continue;
            }
            for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
                Candidate candidate = new Candidate(endpoint, port);
                if (endpoint.conditions().ready()) {
                    ready.add(candidate);
                } else if (endpoint.conditions().serving()
                        && endpoint.conditions().terminating()) {
                    leaving.add(candidate);
                }
            }
        }
        List<Candidate> chosen = wanted.localOnly() ? local(ready) : inZone(ready, wanted);
        if (chosen.isEmpty()) {
            chosen = wanted.localOnly() ? local(leaving) : leaving;
        }
        return chosen.stream()
                .map(c -> toEndpoint(c, wanted.family()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static int portOf(EndpointSlice slice, Wanted wanted) {
        boolean v4 = slice.addressType() == EndpointSlice.AddressType.IPV4;
        boolean v6 = slice.addressType() == EndpointSlice.AddressType.IPV6;
        if (wanted.family() == IpFamily.V4 ? !v4 : !v6) {
            return 0;
        }
        for (EndpointSlice.Port port : slice.ports()) {
            if (port.name().equals(wanted.portName()) && port.protocol() == wanted.protocol()) {
                return port.number();
            }
        }
        return 0;
    }

    private List<Candidate> local(List<Candidate> all) {
        return all.stream()
                .filter(c -> c.endpoint().nodeName().equals(nodeName))
                .toList();
    }

    /// Hints count only when every endpoint has them and one of them is for our zone.
    private List<Candidate> inZone(List<Candidate> all, Wanted wanted) {
        if (!wanted.byZone() || zone.isEmpty()) {
            return all;
        }
        if (all.stream().anyMatch(c -> c.endpoint().zoneHints().isEmpty())) {
            return all;
        }
        List<Candidate> ours = all.stream()
                .filter(c -> c.endpoint().zoneHints().contains(zone.get()))
                .toList();
        return ours.isEmpty() ? all : ours;
    }

    private Optional<Endpoint> toEndpoint(Candidate candidate, IpFamily family) {
        EndpointSlice.Endpoint endpoint = candidate.endpoint();
        return endpoint.addresses().stream()
                .filter(a -> a.family() == family)
                .findFirst()
                .map(address -> {
                    boolean local = endpoint.nodeName().equals(nodeName);
                    boolean pod = !endpoint.nodeName().isEmpty() && !nodeAddresses.contains(address);
                    return new Endpoint(address, candidate.port(), local, pod && !local);
                });
    }
}
