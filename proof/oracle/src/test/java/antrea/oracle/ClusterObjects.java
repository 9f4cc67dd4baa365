package antrea.oracle;

import antrea.kube.object.EndpointSlice;
import antrea.kube.object.KubeObject;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.kube.object.Service;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The objects of a cluster, as the API has them.
final class ClusterObjects {
    final Map<ObjectKey, Node> nodes = new TreeMap<>();
    final Map<ObjectKey, Namespace> namespaces = new TreeMap<>();
    final Map<ObjectKey, Pod> pods = new TreeMap<>();
    final Map<ObjectKey, Service> services = new TreeMap<>();
    final Map<ObjectKey, EndpointSlice> slices = new TreeMap<>();
    final Map<ObjectKey, NetworkPolicy> policies = new TreeMap<>();

    void add(KubeObject object) {
        ObjectKey key = object.meta().key();
        switch (object) {
            case Node o -> nodes.put(key, o);
            case Namespace o -> namespaces.put(key, o);
            case Pod o -> pods.put(key, o);
            case Service o -> services.put(key, o);
            case EndpointSlice o -> slices.put(key, o);
            case NetworkPolicy o -> policies.put(key, o);
            default -> throw new IllegalArgumentException("not part of a cluster here: " + object);
        }
    }

    ClusterObjects copy() {
        ClusterObjects out = new ClusterObjects();
        out.nodes.putAll(nodes);
        out.namespaces.putAll(namespaces);
        out.pods.putAll(pods);
        out.services.putAll(services);
        out.slices.putAll(slices);
        out.policies.putAll(policies);
        return out;
    }

    Node node(String name) {
        return Optional.ofNullable(nodes.get(ObjectKey.of(name)))
                .orElseThrow(() -> new IllegalArgumentException("no Node " + name));
    }

    Pod pod(String namespace, String name) {
        return Optional.ofNullable(pods.get(new ObjectKey(namespace, name)))
                .orElseThrow(() -> new IllegalArgumentException("no Pod " + namespace + "/" + name));
    }
}
