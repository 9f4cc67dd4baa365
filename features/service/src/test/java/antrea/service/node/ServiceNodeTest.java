package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.KubeSources;
import antrea.feature.PacketOutPort;
import antrea.feature.testing.RecordedDesired;
import antrea.feature.testing.SampleNode;
import antrea.graph.testing.ManualCalculation;
import antrea.graph.testing.Rig;
import antrea.graph.testing.State;
import antrea.graph.testing.StateList;
import antrea.hostnet.HostKinds;
import antrea.hostnet.Route;
import antrea.hostnet.ServiceConnections;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Meta;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Service;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.reconcile.DeltaMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Services come, change and go: what is stated depends on the present only, and groups keep their numbers.
class ServiceNodeTest {
    private static final ObjectKey WEB = new ObjectKey("ns", "web");
    private static final ObjectKey API = new ObjectKey("ns", "api");

    private static final class Subject {
        final ManualCalculation calculation = new ManualCalculation();
        final RecordedDesired desired = new RecordedDesired();
        private final int staticFlows;

        Subject() {
            ServiceOptions options = new ServiceOptions(true, List.of(), Set.of(), "", true);
            new ServiceNode(SampleNode.N1, options, PacketOutPort.over(_ -> {})).wire(calculation.loop(), desired);
            staticFlows = desired.allFlows().size();
        }

        /// Rows of Services by table, groups by how many ways they have.
        Map<String, Integer> counts() {
            Map<String, Integer> out = new TreeMap<>();
            out.put("static", -staticFlows);
            for (Flow flow : desired.allFlows()) {
                out.merge("static", 1, Integer::sum);
                String name = flow.table().name();
                if (flow.table().equals(ServiceTables.SERVICE_LB)) {
                    out.merge(name, 1, Integer::sum);
                }
            }
            for (Group group : desired.allGroups()) {
                out.merge("group of " + group.buckets().size(), 1, Integer::sum);
            }
            return out;
        }

        Set<Group> groups() {
            calculation.sync();
            return desired.allGroups();
        }

        void putService(ObjectKey key, int number) {
            EndpointSlice slice = slice(key, true, "10.1.2.5");
            calculation.put(KubeSources.SERVICES, key, service(key, number, 60, HTTP));
            calculation.put(KubeSources.ENDPOINT_SLICES, slice.meta().key(), slice);
        }

        /// Of the Service `WEB` for its port `OTHER`.
        void putUdpEndpoints(String... ips) {
            EndpointSlice tcp = slice(WEB, true, ips);
            EndpointSlice udp = new EndpointSlice(
                    tcp.meta(),
                    tcp.addressType(),
                    tcp.endpoints(),
                    List.of(EndpointSlice.Port.of(OTHER.name(), Protocol.UDP, 5353)));
            calculation.put(KubeSources.ENDPOINT_SLICES, udp.meta().key(), udp);
            calculation.sync();
        }

        /// Everything for the switch, by what it is known by there.
        Map<Object, Object> stated() {
            Map<Object, Object> out = new HashMap<>();
            desired.allFlows().forEach(flow -> out.put(flow.key(), flow));
            desired.allGroups().forEach(group -> out.put(group.id(), group));
            return out;
        }

        /// Routes over the virtual next hop, that for NodePorts aside.
        Set<Route> serviceRoutes() {
            calculation.sync();
            Set<Route> out = new HashSet<>();
            for (Route route : desired.all(HostKinds.ROUTES)) {
                boolean ofNodePorts = route.destination().equals(Cidr.of(ServiceFields.NODE_PORT_IP))
                        || route.destination().equals(Cidr.of(ServiceFields.NODE_PORT_IPV6));
                if (route.gateway().isPresent() && !ofNodePorts) {
                    out.add(route);
                }
            }
            return out;
        }
    }

    private static Service service(ObjectKey key, int number, int affinity, Service.Port... ports) {
        return Service.of(Meta.of(key.namespace(), key.name()))
                .withAddresses(Service.Addresses.ofClusterIps(
                        IpAddress.parse("10.96.0." + number), IpAddress.parse("fd00:96::" + number)))
                .withTraffic(new Service.Traffic(false, false, affinity, 0, false))
                .withPorts(List.of(ports));
    }

    private static EndpointSlice slice(ObjectKey service, boolean v4, String... ips) {
        return new EndpointSlice(
                Meta.of(service.namespace(), service.name() + (v4 ? "-4" : "-6"))
                        .withLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, service.name())),
                v4 ? EndpointSlice.AddressType.IPV4 : EndpointSlice.AddressType.IPV6,
                Arrays.stream(ips)
                        .map(ip -> EndpointSlice.Endpoint.of(IpAddress.parse(ip), "n2"))
                        .toList(),
                List.of(EndpointSlice.Port.of("http", Protocol.TCP, 8080)));
    }

    private static final Service.Port HTTP = Service.Port.of("http", Protocol.TCP, 80);
    private static final Service.Port OTHER = Service.Port.of("other", Protocol.UDP, 53);

    private static Map<String, Integer> counts(int rows, int serviceRows, Map<String, Integer> groups) {
        Map<String, Integer> out = new TreeMap<>(groups);
        out.put("static", rows + 2); // and what is for no Service, once a family
        out.put("ServiceLB", serviceRows);
        return out;
    }

    private static State.Inputs web(String name, Service service) {
        EndpointSlice v4 = slice(WEB, true, "10.1.2.5", "10.1.2.6");
        EndpointSlice v6 = slice(WEB, false, "fd00:2::5");
        return State.named(name)
                .with(KubeSources.SERVICES, WEB, service)
                .with(KubeSources.ENDPOINT_SLICES, v4.meta().key(), v4)
                .with(KubeSources.ENDPOINT_SLICES, v6.meta().key(), v6);
    }

    /// A row a Service address and port, one more with affinity, one an endpoint.
    @Test
    void whatIsStatedDependsOnThePresentOnly() {
        Service plain = service(WEB, 10, 0, HTTP);
        EndpointSlice shared = slice(API, true, "10.1.2.5");
        List<State<Map<String, Integer>>> states = List.of(
                web("two and one endpoints", plain).expect(counts(2 + 3, 2, Map.of("group of 2", 1, "group of 1", 1))),
                web("affinity", service(WEB, 10, 60, HTTP))
                        .expect(counts(4 + 3, 4, Map.of("group of 2", 1, "group of 1", 1))),
                web("a port without endpoints", service(WEB, 10, 0, HTTP, OTHER))
                        .expect(counts(4 + 3, 4, Map.of("group of 2", 1, "group of 1", 3))),
                web("another Service with one of the endpoints", plain)
                        .with(KubeSources.SERVICES, API, service(API, 11, 0, HTTP))
                        .with(KubeSources.ENDPOINT_SLICES, shared.meta().key(), shared)
                        .expect(counts(4 + 3, 4, Map.of("group of 2", 1, "group of 1", 3))),
                web(
                                "somebody else's",
                                plain.withMeta(Meta.of("ns", "web")
                                        .withLabels(Map.of("service.kubernetes.io/service-proxy-name", "other"))))
                        .expect(Map.of("static", 0)),
                State.named("no slices")
                        .with(KubeSources.SERVICES, WEB, plain)
                        .expect(counts(2, 2, Map.of("group of 1", 2))));
        StateList.of(
                        () -> {
                            Subject subject = new Subject();
                            return Rig.of(subject.calculation, subject::counts);
                        },
                        states)
                .check();
    }

    @Test
    void groupKeepsItsNumberWhileItsServicePortLives() {
        Subject subject = new Subject();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 10, 0, HTTP));
        Set<Group> empty = subject.groups();
        EndpointSlice v4 = slice(WEB, true, "10.1.2.5");
        subject.calculation.put(KubeSources.ENDPOINT_SLICES, v4.meta().key(), v4);
        Set<Group> filled = subject.groups();
        assertNotEquals(empty, filled);
        assertEquals(
                empty.stream().map(Group::id).sorted().toList(),
                filled.stream().map(Group::id).sorted().toList());
    }

    @Test
    void endpointThatIsANodesAddressIsNoRemotePod() {
        Subject subject = new Subject();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 10, 0, HTTP));
        EndpointSlice v4 = slice(WEB, true, "192.168.7.2");
        subject.calculation.put(KubeSources.ENDPOINT_SLICES, v4.meta().key(), v4);
        Set<Group> before = subject.groups();
        Node n2 = Node.of(Meta.of("", "n2")).withInternalIps(List.of(IpAddress.parse("192.168.7.2")));
        subject.calculation.put(KubeSources.NODES, n2.meta().key(), n2);
        assertNotEquals(before, subject.groups(), "the mark of a remote Pod goes when the Node is known");
    }

    /// What one life has stated is what the switch holds; the next life hears of everything in another order.
    @Test
    void restartWithTheSameServicesStatesTheSame() {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            keys.add(new ObjectKey("ns", "web-" + i));
        }
        Subject first = new Subject();
        first.putService(WEB, 200);
        keys.forEach(key -> first.putService(key, keys.indexOf(key) + 1));
        first.calculation.sync();
        first.calculation.remove(KubeSources.SERVICES, WEB);
        first.calculation.sync();
        DeltaMap<Object, Object> delta = new DeltaMap<>();
        Map<Object, Object> held = first.stated();
        delta.foundAll(held);

        Subject second = new Subject();
        keys.reversed().forEach(key -> second.putService(key, keys.indexOf(key) + 1));
        second.calculation.sync();
        second.stated().forEach(delta::desire);
        assertEquals(Map.of(), delta.pendingUpdates());
        assertEquals(Map.of(), delta.pendingDeletions());
        assertEquals(200, first.desired.allGroups().size());
    }

    @Test
    void groupThatChangesKeepsItsNumberAndNothingElseIsTouched() {
        Subject subject = new Subject();
        subject.putService(WEB, 10);
        subject.putService(API, 11);
        subject.calculation.sync();
        DeltaMap<Object, Object> delta = new DeltaMap<>();
        delta.foundAll(subject.stated());
        EndpointSlice more = slice(WEB, true, "10.1.2.5", "10.1.2.6");
        subject.calculation.put(KubeSources.ENDPOINT_SLICES, more.meta().key(), more);
        subject.calculation.sync();
        subject.stated().forEach(delta::desire);
        List<Object> changed = new ArrayList<>();
        delta.pendingUpdates().forEach((key, _) -> {
            if (delta.isOutdated(key)) {
                changed.add(key);
            }
        });
        assertEquals(1, changed.size(), () -> changed.toString());
        assertEquals(Map.of(), delta.pendingDeletions());
        assertEquals(2, delta.pendingUpdates().size(), "one group changed, one row of an endpoint more");
    }

    @Test
    void thousandEndpointsMakeAGroupOfEightHundred() {
        Subject subject = new Subject();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 10, 0, HTTP));
        String[] addresses = new String[1000];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = IpAddress.parse("10.1.2.1").plus(i).toString();
        }
        EndpointSlice slice = slice(WEB, true, addresses);
        subject.calculation.put(KubeSources.ENDPOINT_SLICES, slice.meta().key(), slice);
        assertEquals(
                List.of(1, 800),
                subject.groups().stream()
                        .map(group -> group.buckets().size())
                        .sorted()
                        .toList());
    }

    @Test
    void connectionsOfUdpPortsMayGoToTheirEndpointsOnly() {
        Subject subject = new Subject();
        subject.calculation.put(
                KubeSources.SERVICES, WEB, service(WEB, 10, 0, HTTP, Service.Port.of("http", Protocol.UDP, 53)));
        EndpointSlice slice = new EndpointSlice(
                slice(WEB, true).meta(),
                EndpointSlice.AddressType.IPV4,
                List.of(EndpointSlice.Endpoint.of(IpAddress.parse("10.1.2.5"), "n2")),
                List.of(EndpointSlice.Port.of("http", Protocol.UDP, 5353)));
        subject.calculation.put(KubeSources.ENDPOINT_SLICES, slice.meta().key(), slice);
        subject.calculation.sync();
        assertEquals(
                Set.of(
                        ServiceConnections.only(
                                        Protocol.UDP,
                                        IpAddress.parse("10.96.0.10"),
                                        53,
                                        Set.of(new ServiceConnections.Backend(IpAddress.parse("10.1.2.5"), 5353)))
                                .withEarly(true),
                        ServiceConnections.only(Protocol.UDP, IpAddress.parse("fd00:96::10"), 53, Set.of())
                                .withEarly(true),
                        ServiceConnections.any(Protocol.TCP, IpAddress.parse("10.96.0.10"), 80),
                        ServiceConnections.any(Protocol.TCP, IpAddress.parse("fd00:96::10"), 80)),
                subject.desired.all(HostKinds.SERVICE_CONNECTIONS).stream()
                        .map(c -> c.withEpoch(0))
                        .collect(Collectors.toSet()));
        subject.calculation.remove(KubeSources.SERVICES, WEB);
        subject.calculation.sync();
        assertEquals(Set.of(), subject.desired.all(HostKinds.SERVICE_CONNECTIONS));
    }

    /// One route a family, over all Services seen; it does not shrink before the next start.
    @Test
    void routeToServicesOnlyGrows() {
        Subject subject = new Subject();
        Route first = serviceRoute("10.96.0.10/32", "169.254.0.253");
        Route first6 = serviceRoute("fd00:96::10/128", "fc01::aabb:ccdd:eeff");
        Route both = serviceRoute("10.96.0.8/29", "169.254.0.253");
        Route both6 = serviceRoute("fd00:96::10/127", "fc01::aabb:ccdd:eeff");
        subject.putService(WEB, 10);
        assertEquals(Set.of(first, first6), subject.serviceRoutes());
        subject.putService(API, 11);
        assertEquals(Set.of(serviceRoute("10.96.0.10/31", "169.254.0.253"), both6), subject.serviceRoutes());
        subject.putService(new ObjectKey("ns", "far"), 12);
        Set<Route> grown = subject.serviceRoutes();
        assertTrue(grown.contains(both), () -> grown.toString());
        for (ObjectKey key : List.of(WEB, API, new ObjectKey("ns", "far"))) {
            subject.calculation.remove(KubeSources.SERVICES, key);
            assertEquals(grown, subject.serviceRoutes());
        }

        Subject restarted = new Subject();
        restarted.putService(WEB, 10);
        assertEquals(Set.of(first, first6), restarted.serviceRoutes());
    }

    /// A client may be faster than its Service: what nobody serves is dropped, what somebody else serves passes.
    @Test
    void addressesOfTheRangeThatAreNobodysAreDropped() {
        Subject subject = new Subject();
        subject.putService(WEB, 10);
        subject.putService(API, 15);
        ObjectKey foreign = new ObjectKey("ns", "foreign");
        Service others = service(foreign, 12, 0, HTTP);
        subject.calculation.put(
                KubeSources.SERVICES,
                foreign,
                others.withMeta(Meta.of("ns", "foreign")
                        .withLabels(Map.of("service.kubernetes.io/service-proxy-name", "other"))));
        subject.calculation.sync();
        List<String> rows = new ArrayList<>();
        for (Flow flow : subject.desired.allFlows()) {
            if (flow.table().equals(ServiceTables.ENDPOINT_DNAT)
                    && flow.toString().contains("_dst=")) {
                rows.add(flow.key().priority() + " " + flow.actions().size());
            }
        }
        rows.sort(null);
        assertEquals(List.of("180 0", "180 0", "190 1", "190 1"), rows);
        assertEquals(
                Set.of(
                        serviceRoute("10.96.0.8/29", "169.254.0.253"),
                        serviceRoute("fd00:96::10/125", "fc01::aabb:ccdd:eeff")),
                subject.serviceRoutes());
    }

    /// Its slices come a moment later. What is asked for once has to stay asked for: whoever does it may not have
    /// begun.
    @Test
    void serviceThatCameBeforeItsRangeStaysOneWhenItIsCalculatedAgain() {
        Subject subject = new Subject();
        subject.calculation.put(
                KubeSources.SERVICES, WEB, service(WEB, 10, 0, HTTP, Service.Port.of("http", Protocol.UDP, 53)));
        subject.calculation.sync();
        Set<Object> early = early(subject);
        assertEquals(4, early.size(), early::toString);
        EndpointSlice slice = slice(WEB, true, "10.1.2.5");
        subject.calculation.put(KubeSources.ENDPOINT_SLICES, slice.meta().key(), slice);
        subject.calculation.sync();
        assertEquals(early, early(subject));

        subject.calculation.remove(KubeSources.SERVICES, WEB);
        subject.calculation.put(KubeSources.SERVICES, API, service(API, 11, 0, HTTP));
        subject.calculation.put(KubeSources.SERVICES, new ObjectKey("ns", "high"), service(API, 15, 0, HTTP));
        subject.calculation.sync();
        Set<Object> before = early(subject);
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 13, 0, HTTP));
        subject.calculation.sync();
        assertEquals(before, early(subject), "inside of the range nothing can have been before it");
    }

    /// Whoever ends connections may not have begun with the port when the endpoint goes, and then sees a new one.
    @Test
    void udpPortThatLostAnEndpointIsLookedForAlsoWhereItIsNew() {
        Subject subject = new Subject();
        subject.calculation.put(KubeSources.SERVICES, API, service(API, 8, 0, HTTP));
        subject.calculation.put(KubeSources.SERVICES, new ObjectKey("ns", "high"), service(API, 15, 0, HTTP));
        subject.calculation.sync();
        Set<Object> before = early(subject);
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 13, 0, OTHER));
        subject.putUdpEndpoints("10.1.2.5");
        subject.putUdpEndpoints("10.1.2.5", "10.1.2.6");
        assertEquals(before, early(subject), "endpoints only came");
        subject.putUdpEndpoints("10.1.2.6");
        Set<Object> after = early(subject);
        assertTrue(after.removeAll(before));
        assertEquals(
                Set.of(ServiceConnections.any(Protocol.UDP, IpAddress.parse("10.96.0.13"), 53)
                        .key()),
                after);
        subject.putUdpEndpoints("10.1.2.6", "10.1.2.7");
        assertEquals(before.size() + 1, early(subject).size(), "it stays asked for");
        subject.calculation.remove(KubeSources.SERVICES, WEB);
        subject.calculation.sync();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 13, 0, OTHER));
        subject.calculation.sync();
        assertEquals(before, early(subject), "a Service that comes again has lost nothing");
    }

    /// What ends connections may have been busy all the while: it sees only the first state and the last.
    @Test
    void udpPortThatHadAnEndpointForAMomentIsAnotherOneAfterwards() {
        Subject subject = new Subject();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 13, 0, OTHER));
        subject.putUdpEndpoints("10.1.2.5");
        Set<ServiceConnections> first = subject.desired.all(HostKinds.SERVICE_CONNECTIONS);
        subject.putUdpEndpoints("10.1.2.5", "10.1.2.6");
        subject.putUdpEndpoints("10.1.2.5");
        Set<ServiceConnections> afterwards = subject.desired.all(HostKinds.SERVICE_CONNECTIONS);
        assertNotEquals(first, afterwards);
        subject.calculation.remove(KubeSources.SERVICES, WEB);
        subject.calculation.sync();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 13, 0, OTHER));
        subject.calculation.sync();
        Set<ServiceConnections> again = subject.desired.all(HostKinds.SERVICE_CONNECTIONS);
        assertNotEquals(first, again);
        assertNotEquals(afterwards, again);
    }

    private static Set<Object> early(Subject subject) {
        Set<Object> out = new HashSet<>();
        for (ServiceConnections one : subject.desired.all(HostKinds.SERVICE_CONNECTIONS)) {
            if (one.early()) {
                out.add(one.key());
            }
        }
        return out;
    }

    /// Kubernetes allows a day, the wire of OpenFlow not: a time-out cut to 16 bits would be 5.8 hours.
    @Test
    void affinityLastsAsLongAsAFlowMay() {
        Subject subject = new Subject();
        subject.calculation.put(KubeSources.SERVICES, WEB, service(WEB, 10, 86_400, HTTP));
        subject.calculation.sync();
        String flows = subject.desired.allFlows().toString();
        assertTrue(flows.contains("hardTimeout=65535"), flows);
    }

    /// A cluster with the usual range 10.96.0.0/12 and Nodes in a part of it where no Service is yet.
    @Test
    void nodesAndPodsBetweenTheServicesAreLeftAlone() {
        Subject subject = new Subject();
        subject.putService(WEB, 10);
        subject.putService(API, 200);
        ObjectKey node = ObjectKey.of("n9");
        subject.calculation.put(
                KubeSources.NODES,
                node,
                Node.of(Meta.of("", "n9"))
                        .withInternalIps(List.of(IpAddress.parse("10.96.0.130")))
                        .withPodCidrs(List.of(Cidr.parse("10.96.0.32/27"), Cidr.parse("fd00:96::100/120"))));
        subject.calculation.sync();
        Set<Route> around = subject.serviceRoutes();
        assertEquals(
                Set.of("10.96.0.0/27", "10.96.0.192/26"),
                around.stream()
                        .map(r -> r.destination().toString())
                        .filter(d -> d.contains("."))
                        .collect(Collectors.toSet()));
        subject.calculation.remove(KubeSources.NODES, node);
        assertTrue(subject.serviceRoutes().contains(serviceRoute("10.96.0.0/24", "169.254.0.253")));
    }

    private static Route serviceRoute(String cidr, String via) {
        return Route.over("antrea-gw0", Cidr.parse(cidr)).via(IpAddress.parse(via));
    }
}
