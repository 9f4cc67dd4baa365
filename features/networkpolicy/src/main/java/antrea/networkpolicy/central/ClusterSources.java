package antrea.networkpolicy.central;

import antrea.graph.SourceId;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;

/// What the calculation reads, by key of the object.
public final class ClusterSources {
    public static final SourceId<ObjectKey, Pod> PODS = SourceId.named("pods");
    public static final SourceId<ObjectKey, Namespace> NAMESPACES = SourceId.named("namespaces");
    public static final SourceId<ObjectKey, NetworkPolicy> NETWORK_POLICIES = SourceId.named("networkpolicies");

    private ClusterSources() {}
}
