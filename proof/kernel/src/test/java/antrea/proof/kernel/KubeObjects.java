package antrea.proof.kernel;

import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.IpBlock;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NamedPort;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.Service;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What API server and controller would send.
final class KubeObjects {
    /// What the containers of each Pod declare.
    private static final List<NamedPort> PORTS = List.of(new NamedPort(TestPod.WEB, "web", Protocol.TCP));

    private KubeObjects() {}

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would need a library of its own
    private static Json.Obj json(String text, Object... values) {
        return JsonText.read(text.formatted(values)).asObject("object");
    }

    static Json.Obj node(TestNode node) {
        return json(
                """
                {"metadata":{"name":"%s","uid":"%s"},"spec":{"podCIDR":"%s","podCIDRs":["%s","%s"]},
                "status":{"addresses":[{"type":"InternalIP","address":"%s"},{"type":"InternalIP","address":"%s"}]}}""",
                node.name(),
                node.name(),
                node.podCidr(IpFamily.V4),
                node.podCidr(IpFamily.V4),
                node.podCidr(IpFamily.V6),
                node.address(IpFamily.V4),
                node.address(IpFamily.V6));
    }

    static Json.Obj pod(String name, String node) {
        return json("""
                {"metadata":{"name":"%s","namespace":"default","uid":"%s"},"spec":{"nodeName":"%s"}}""", name, name, node);
    }

    static Json.Obj service(String name, List<IpAddress> clusterIps) {
        return json(
                """
                {"metadata":{"name":"%s","namespace":"default","uid":"%s"},
                "spec":{"type":"ClusterIP","clusterIP":"%s","clusterIPs":["%s","%s"],
                "ports":[{"name":"web","protocol":"TCP","port":80,"targetPort":%d},
                {"name":"udp","protocol":"UDP","port":53,"targetPort":%d},
                {"name":"sctp","protocol":"SCTP","port":132,"targetPort":%d}]}}""",
                name,
                name,
                clusterIps.get(0),
                clusterIps.get(0),
                clusterIps.get(1),
                TestPod.WEB,
                TestPod.UDP,
                TestPod.SCTP);
    }

    static Json.Obj slice(String service, IpFamily family, TestPod... pods) {
        List<String> endpoints = new ArrayList<>();
        for (TestPod pod : pods) {
            endpoints.add("{\"addresses\":[\"%s\"],\"conditions\":{\"ready\":true},\"nodeName\":\"%s\"}"
                    .formatted(pod.address(family), pod.node().name()));
        }
        return json(
                """
                {"metadata":{"name":"%s-%s","namespace":"default","labels":{"kubernetes.io/service-name":"%s"}},
                "addressType":"%s","endpoints":[%s],"ports":[{"name":"web","protocol":"TCP","port":%d},
                {"name":"udp","protocol":"UDP","port":%d},{"name":"sctp","protocol":"SCTP","port":%d}]}""",
                service,
                family.name().toLowerCase(java.util.Locale.ROOT),
                service,
                family == IpFamily.V4 ? "IPv4" : "IPv6",
                String.join(",", endpoints),
                TestPod.WEB,
                TestPod.UDP,
                TestPod.SCTP);
    }

    /// The Service with session affinity.
    static Json.Obj sticky(Json.Obj service) {
        return service.with("spec", service.object("spec").with("sessionAffinity", Json.of("ClientIP")));
    }

    static Json.Obj appliedTo(TestPod pod) {
        GroupMember member = new GroupMember(new MemberRef.Pod("default", pod.name()), List.of(), PORTS);
        return ControlPlane.APPLIED_TO_GROUP.toJson(
                new AppliedToGroup(Metadata.of("to-" + pod.name(), "to-" + pod.name()), List.of(member)));
    }

    static Json.Obj addresses(TestPod pod) {
        GroupMember member = new GroupMember(new MemberRef.Pod("default", pod.name()), pod.addresses(), PORTS);
        return ControlPlane.ADDRESS_GROUP.toJson(
                new AddressGroup(Metadata.of("from-" + pod.name(), "from-" + pod.name()), List.of(member)));
    }

    /// Isolates the Pod against what comes in; from `allowed`, nobody when empty, the port is let through.
    static Json.Obj isolation(TestPod pod, int port, TestPod... allowed) {
        return allowed.length == 0
                ? policy(pod, NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.IN))
                : policy(pod, in(members(allowed), Service.of(Protocol.TCP, port)));
    }

    static NetworkPolicyPeer members(TestPod... pods) {
        return NetworkPolicyPeer.of(
                Arrays.stream(pods).map(pod -> "from-" + pod.name()).toList(), List.of());
    }

    /// All addresses of `cidr` without those of `except`.
    static NetworkPolicyPeer block(Cidr cidr, Cidr... except) {
        List<AddressWithPrefix> excepted = Arrays.stream(except)
                .map(c -> AddressWithPrefix.parse(c.toString()))
                .toList();
        return NetworkPolicyPeer.of(
                List.of(), List.of(new IpBlock(AddressWithPrefix.parse(cidr.toString()), excepted)));
    }

    static NetworkPolicyRule in(NetworkPolicyPeer from, Service... traffic) {
        return allow(NetworkPolicyRule.Direction.IN, from, traffic);
    }

    static NetworkPolicyRule out(NetworkPolicyPeer to, Service... traffic) {
        return allow(NetworkPolicyRule.Direction.OUT, to, traffic);
    }

    /// The rule, as it is where its Namespace asks for audit logging.
    static NetworkPolicyRule logged(NetworkPolicyRule rule) {
        return new NetworkPolicyRule(
                rule.direction(),
                rule.peer(),
                rule.services(),
                rule.l7Protocols(),
                NetworkPolicyRule.Verdict.K8S_ALLOW_LOGGED,
                rule.appliedToGroups());
    }

    private static NetworkPolicyRule allow(
            NetworkPolicyRule.Direction direction, NetworkPolicyPeer peer, Service... traffic) {
        return new NetworkPolicyRule(
                direction, peer, List.of(traffic), List.of(), NetworkPolicyRule.Verdict.K8S_ALLOW, List.of());
    }

    /// The policy of a Pod; a later one takes the place of the earlier.
    static Json.Obj policy(TestPod pod, NetworkPolicyRule... rules) {
        String name = "isolates-" + pod.name();
        return ControlPlane.NETWORK_POLICY.toJson(NetworkPolicy.k8s(
                NetworkPolicyReference.k8s("default", name, name), 1, List.of(rules), List.of("to-" + pod.name())));
    }
}
