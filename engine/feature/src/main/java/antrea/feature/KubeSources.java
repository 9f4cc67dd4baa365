package antrea.feature;

import antrea.graph.SourceId;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;
import antrea.kube.object.Service;

/// The sources that are filled from the Kubernetes API, by whatever process needs them.
public final class KubeSources {
    public static final SourceId<ObjectKey, Node> NODES = SourceId.named("nodes");
    public static final SourceId<ObjectKey, Pod> PODS = SourceId.named("pods");
    public static final SourceId<ObjectKey, Namespace> NAMESPACES = SourceId.named("namespaces");
    public static final SourceId<ObjectKey, Service> SERVICES = SourceId.named("services");
    public static final SourceId<ObjectKey, EndpointSlice> ENDPOINT_SLICES = SourceId.named("endpointslices");
    public static final SourceId<ObjectKey, NetworkPolicy> NETWORK_POLICIES = SourceId.named("networkpolicies");

    private KubeSources() {}
}
