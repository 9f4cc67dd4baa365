package antrea.kube.object;

/// A Namespace (core/v1). The API server puts the label `kubernetes.io/metadata.name` on each.
public record Namespace(Meta meta) implements KubeObject {}
