package antrea.oracle;

import antrea.kube.object.IntOrString;
import antrea.kube.object.KubeObject;
import antrea.kube.object.LabelSelector;
import antrea.kube.object.Meta;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.Node;
import antrea.kube.object.Pod;
import antrea.net.AddressWithPrefix;
import antrea.runtime.json.Json;
import antrea.serve.codec.YamlText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// Writes the objects of a cluster as YAML that kubectl accepts, and [ObjectYaml] reads.
final class KubectlText {
    private KubectlText() {}

    static String write(ClusterObjects cluster) {
        List<String> out = new ArrayList<>();
        cluster.nodes.values().forEach(n -> out.add(node(n)));
        cluster.namespaces.values().forEach(n -> out.add(YamlText.write(head("v1", "Namespace", n))));
        cluster.pods.values().forEach(p -> out.add(pod(p)));
        cluster.policies.values().forEach(p -> out.add(policy(p)));
        return String.join("---\n", out);
    }

    private static Json.Obj head(String apiVersion, String kind, KubeObject object) {
        Meta meta = object.meta();
        Json.Obj metadata = Json.Obj.EMPTY.with("name", meta.name());
        if (!meta.namespace().isEmpty()) {
            metadata = metadata.with("namespace", meta.namespace());
        }
        if (!meta.uid().isEmpty()) {
            metadata = metadata.with("uid", meta.uid());
        }
        metadata = metadata.with("labels", map(meta.labels()));
        return Json.Obj.EMPTY.with("apiVersion", apiVersion).with("kind", kind).with("metadata", metadata);
    }

    private static Json map(Map<String, String> of) {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        of.forEach((k, v) -> out.put(k, Json.of(v)));
        return new Json.Obj(out);
    }

    private static <T> Json list(Collection<T> of, Function<T, Json> each) {
        return Json.of(of.stream().map(each).toList());
    }

    private static String node(Node node) {
        Json.Obj spec = Json.Obj.EMPTY.with("podCIDRs", list(node.podCidrs(), c -> Json.of(c.toString())));
        Json addresses = list(
                node.internalIps(),
                a -> Json.Obj.EMPTY.with("type", "InternalIP").with("address", a.toString()));
        return YamlText.write(head("v1", "Node", node)
                .with("spec", spec)
                .with("status", Json.Obj.EMPTY.with("addresses", addresses)));
    }

    private static String pod(Pod pod) {
        Json ports = list(pod.ports(), p -> Json.Obj.EMPTY
                .with("name", p.name())
                .with("containerPort", p.port())
                .with("protocol", p.protocol().name()));
        Json.Obj container =
                Json.Obj.EMPTY.with("name", "main").with("image", "pause:3.9").with("ports", ports);
        Json.Obj spec = Json.Obj.EMPTY
                .with("nodeName", pod.nodeName())
                .with("hostNetwork", pod.hostNetwork())
                .with("serviceAccountName", pod.serviceAccountName())
                .with("containers", Json.of(List.of(container)));
        Json.Obj status = Json.Obj.EMPTY
                .with("phase", phase(pod.phase()))
                .with("podIPs", list(pod.ips(), ip -> Json.Obj.EMPTY.with("ip", ip.toString())));
        return YamlText.write(head("v1", "Pod", pod).with("spec", spec).with("status", status));
    }

    private static String phase(Pod.Phase phase) {
        String name = phase.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String policy(NetworkPolicy policy) {
        List<Json> types = new ArrayList<>();
        if (policy.ingress()) {
            types.add(Json.of("Ingress"));
        }
        if (policy.egress()) {
            types.add(Json.of("Egress"));
        }
        Json.Obj spec = Json.Obj.EMPTY
                .with("podSelector", selector(policy.podSelector()))
                .with("policyTypes", Json.of(types))
                .with("ingress", list(policy.ingressRules(), r -> rule("from", r)))
                .with("egress", list(policy.egressRules(), r -> rule("to", r)));
        return YamlText.write(
                head("networking.k8s.io/v1", "NetworkPolicy", policy).with("spec", spec));
    }

    private static Json rule(String peers, NetworkPolicy.Rule rule) {
        return Json.Obj.EMPTY
                .with(peers, list(rule.peers(), KubectlText::peer))
                .with("ports", list(rule.ports(), KubectlText::port));
    }

    private static Json peer(NetworkPolicy.Peer peer) {
        return switch (peer) {
            case NetworkPolicy.UnreadablePeer _ -> Json.Obj.EMPTY;
            case NetworkPolicy.IpBlock(AddressWithPrefix cidr, List<AddressWithPrefix> except) ->
                Json.Obj.EMPTY.with(
                        "ipBlock",
                        Json.Obj.EMPTY
                                .with("cidr", cidr.toString())
                                .with("except", list(except, e -> Json.of(e.toString()))));
            case NetworkPolicy.WorkloadPeer workload -> {
                Json.Obj out = Json.Obj.EMPTY;
                if (workload.podSelector().isPresent()) {
                    out = out.with(
                            "podSelector", selector(workload.podSelector().get()));
                }
                if (workload.namespaceSelector().isPresent()) {
                    out = out.with(
                            "namespaceSelector",
                            selector(workload.namespaceSelector().get()));
                }
                yield out;
            }
        };
    }

    private static Json port(NetworkPolicy.Port port) {
        Json.Obj out = Json.Obj.EMPTY.with("protocol", port.protocol().name());
        if (port.port().isPresent()) {
            out = switch (port.port().get()) {
                case IntOrString.Int(int number) -> out.with("port", number);
                case IntOrString.Name(String name) -> out.with("port", name);
            };
        }
        return port.endPort().isPresent() ? out.with("endPort", port.endPort().get()) : out;
    }

    private static Json selector(LabelSelector selector) {
        Json expressions = list(selector.matchExpressions(), r -> Json.Obj.EMPTY
                .with("key", r.key())
                .with(
                        "operator",
                        switch (r.operator()) {
                            case IN -> "In";
                            case NOT_IN -> "NotIn";
                            case EXISTS -> "Exists";
                            case DOES_NOT_EXIST -> "DoesNotExist";
                            case INVALID -> "Invalid";
                        })
                .with("values", list(r.values(), Json::of)));
        return Json.Obj.EMPTY.with("matchLabels", map(selector.matchLabels())).with("matchExpressions", expressions);
    }
}
