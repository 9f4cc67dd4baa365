package antrea.kube.resource;

import antrea.kube.object.ConfigMap;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.Node;
import antrea.kube.object.Pod;
import antrea.kube.object.Secret;
import antrea.kube.object.Service;

/// The built-in kinds. Custom kinds are declared by the feature that owns them.
public final class Resources {
    public static final ResourceType<Pod> PODS = core("pods", "Pod", true, PodReader::read);
    public static final ResourceType<Namespace> NAMESPACES =
            core("namespaces", "Namespace", false, ClusterReaders::namespace);
    public static final ResourceType<Node> NODES = core("nodes", "Node", false, ClusterReaders::node);
    public static final ResourceType<Service> SERVICES = core("services", "Service", true, ServiceReader::read);
    public static final ResourceType<ConfigMap> CONFIG_MAPS =
            core("configmaps", "ConfigMap", true, ClusterReaders::configMap);
    public static final ResourceType<Secret> SECRETS = core("secrets", "Secret", true, ClusterReaders::secret);
    public static final ResourceType<EndpointSlice> ENDPOINT_SLICES = new ResourceType<>(
            "discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, EndpointSliceReader::read);
    public static final ResourceType<NetworkPolicy> NETWORK_POLICIES = new ResourceType<>(
            "networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, NetworkPolicyReader::read);

    private Resources() {}

    private static <T> ResourceType<T> core(String plural, String kind, boolean namespaced, ObjectReader<T> reader) {
        return new ResourceType<>("", "v1", plural, kind, namespaced, reader);
    }
}
