package antrea.proof.kernel;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.networkpolicy.api.AddressGroup;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyPeer;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.api.Service;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What API server and controller would send.
final class KubeObjects {
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
                {"name":"sctp","protocol":"SCTP","port":132,"targetPort":%d}]}}""", name, name, clusterIps.get(0), clusterIps.get(0), clusterIps.get(1), TestPod.WEB, TestPod.SCTP);
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
                {"name":"sctp","protocol":"SCTP","port":%d}]}""",
                service,
                family.name().toLowerCase(java.util.Locale.ROOT),
                service,
                family == IpFamily.V4 ? "IPv4" : "IPv6",
                String.join(",", endpoints),
                TestPod.WEB,
                TestPod.SCTP);
    }

    static Json.Obj appliedTo(TestPod pod) {
        GroupMember member = new GroupMember(new MemberRef.Pod("default", pod.name()), List.of(), List.of());
        return ControlPlane.APPLIED_TO_GROUP.toJson(
                new AppliedToGroup(Metadata.of("to-" + pod.name(), "to-" + pod.name()), List.of(member)));
    }

    static Json.Obj addresses(TestPod pod) {
        GroupMember member = new GroupMember(new MemberRef.Pod("default", pod.name()), pod.addresses(), List.of());
        return ControlPlane.ADDRESS_GROUP.toJson(
                new AddressGroup(Metadata.of("from-" + pod.name(), "from-" + pod.name()), List.of(member)));
    }

    /// Isolates the Pod against what comes in; from `allowed`, nobody when empty, the port is let through.
    static Json.Obj isolation(TestPod pod, int port, TestPod... allowed) {
        List<NetworkPolicyRule> rules = new ArrayList<>();
        if (allowed.length == 0) {
            rules.add(NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.IN));
        }
        for (TestPod peer : allowed) {
            rules.add(new NetworkPolicyRule(
                    NetworkPolicyRule.Direction.IN,
                    NetworkPolicyPeer.of(List.of("from-" + peer.name()), List.of()),
                    List.of(Service.of(Protocol.TCP, port)),
                    List.of(),
                    NetworkPolicyRule.Verdict.K8S_ALLOW,
                    List.of()));
        }
        String name = "isolates-" + pod.name();
        return ControlPlane.NETWORK_POLICY.toJson(new NetworkPolicy(
                new Metadata(name, name, 1),
                rules,
                List.of("to-" + pod.name()),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Optional.of(NetworkPolicyReference.k8s("default", name, name))));
    }
}
