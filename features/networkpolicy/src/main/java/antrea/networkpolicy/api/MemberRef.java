package antrea.networkpolicy.api;

/// Which object a group member is.
public sealed interface MemberRef {
    /// A Pod.
    record Pod(String namespace, String name) implements MemberRef {}

    /// A workload outside of the cluster.
    record ExternalEntity(String namespace, String name) implements MemberRef {}

    /// A Node.
    record Node(String name) implements MemberRef {}

    /// A Service.
    record Service(String namespace, String name) implements MemberRef {}
}
