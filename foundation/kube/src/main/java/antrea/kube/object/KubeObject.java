package antrea.kube.object;

/// Anything the Kubernetes API serves: built-in kinds here, custom kinds in the `api` package of their feature.
public interface KubeObject {
    Meta meta();

    /// Namespace and name; the namespace is empty for cluster-wide kinds.
    default ObjectKey key() {
        return meta().key();
    }
}
