package antrea.pipeline.corridor;

import antrea.net.Cidr;
import antrea.net.IpFamily;
import antrea.net.PortRange;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Pipeline;
import antrea.pipeline.corridor.Node.Pod;
import antrea.pipeline.corridor.PolicyFlows.Rule;
import antrea.pipeline.corridor.ServiceFlows.Endpoint;
import antrea.pipeline.corridor.ServiceFlows.Service;
import antrea.pipeline.trace.TraceSwitch;
import java.util.ArrayList;
import java.util.List;

/// A Node with five Pods, a peer, four Services of each family and a few rules.
///
/// Pods 1, 2 and 5 have no policy. Pod 3 takes TCP 80 and 8080-8083 from Pod 1 and from 203.0.113.0/24, nothing
/// else. Pod 4 may go out only to Pod 2 and takes nothing.
/// Service n at `clusterIp(n)`, port 80: 0 = Pod 2 and Pod 3 behind port 8080, 1 = Pod 1 alone behind 80, 2 =
/// none, 3 = the peer's Pod and Pod 5 behind 80, with affinity, 4 = the outside behind 443, 5 = the peer's Pod and
/// Pod 1 with the node port 30080.
public final class Corridor {
    public static final List<Pod> PODS = List.of(new Pod(1), new Pod(2), new Pod(3), new Pod(4), new Pod(5));

    public final Pipeline pipeline;
    public final List<Flow> flows;
    public final List<Group> groups;

    private Corridor(List<IpFamily> families) {
        boolean dualStack = families.size() == 2;
        pipeline = Pipeline.assemble(Tables.all(families.contains(IpFamily.V6)));
        flows = new ArrayList<>();
        groups = new ArrayList<>();
        flows.addAll(ConnectivityFlows.common());
        flows.addAll(ServiceFlows.common());
        flows.addAll(PolicyFlows.common());
        List<Flow> policy = new ArrayList<>();
        for (IpFamily family : families) {
            flows.addAll(ConnectivityFlows.of(family, dualStack, PODS));
            flows.addAll(ServiceFlows.of(family));
            flows.addAll(PolicyFlows.of(family));
            policy.addAll(PolicyFlows.flows(family, rules(family)));
            for (Service service : services(family)) {
                groups.add(ServiceFlows.group(service));
                flows.addAll(ServiceFlows.flows(service));
            }
        }
        flows.addAll(policy);
        List<Flow> distinct = flows.stream().distinct().toList();
        flows.clear();
        flows.addAll(distinct);
    }

    public static Corridor of(IpFamily... families) {
        return new Corridor(List.of(families));
    }

    public static Corridor dualStack() {
        return of(IpFamily.V4, IpFamily.V6);
    }

    public TraceSwitch newSwitch() {
        return TraceSwitch.loaded(pipeline, flows, groups);
    }

    private static List<Rule> rules(IpFamily family) {
        Pod pod3 = PODS.get(2);
        Pod pod4 = PODS.get(3);
        Cidr pod1 = Cidr.of(PODS.get(0).ip(family));
        Cidr pod2 = Cidr.of(PODS.get(1).ip(family));
        Cidr outside = new Cidr(Node.external(family), family == IpFamily.V4 ? 24 : 64);
        return List.of(
                new Rule(2, true, pod3, List.of(pod1), List.of(PortRange.of(80), new PortRange(8080, 8083))),
                new Rule(3, true, pod3, List.of(outside, pod1), List.of(PortRange.of(80))),
                new Rule(4, true, pod4, List.of(), List.of()),
                new Rule(5, false, pod4, List.of(pod2), List.of()));
    }

    private static List<Service> services(IpFamily family) {
        int first = family == IpFamily.V4 ? 5 : 105;
        Endpoint remote = new Endpoint(Node.peerCidr(family).host(20), 80, false);
        Endpoint outside = new Endpoint(Node.external(family), 443, false);
        return List.of(
                service(family, first, 0, local(family, 1, 8080), local(family, 2, 8080)),
                service(family, first + 1, 1, local(family, 0, 80)),
                service(family, first + 2, 2),
                with(300, 0, service(family, first + 3, 3, remote, local(family, 4, 80))),
                service(family, first + 4, 4, outside),
                with(0, Node.OPEN_PORT, service(family, first + 5, 5, remote, local(family, 0, 80))));
    }

    private static Service service(IpFamily family, int group, int number, Endpoint... endpoints) {
        return new Service(group, Node.clusterIp(family, number), 80, 0, 0, List.of(endpoints));
    }

    private static Service with(int affinitySeconds, int nodePort, Service s) {
        return new Service(s.group(), s.clusterIp(), s.port(), nodePort, affinitySeconds, s.endpoints());
    }

    private static Endpoint local(IpFamily family, int pod, int port) {
        return new Endpoint(PODS.get(pod).ip(family), port, true);
    }
}
