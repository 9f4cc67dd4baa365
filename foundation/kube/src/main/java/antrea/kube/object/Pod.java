package antrea.kube.object;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.List;

/// A Pod (core/v1).
public record Pod(Meta meta, Spec spec, Status status) implements KubeObject {
    /// `nodeName` is empty until the Pod is scheduled. Ports are those of all containers except init containers.
    public record Spec(String nodeName, boolean hostNetwork, String serviceAccountName, List<ContainerPort> ports) {
        public static final Spec EMPTY = new Spec("", false, "", List.of());

        public Spec {
            ports = List.copyOf(ports);
        }
    }

    /// `ips` in the order of status.podIPs, at most one of each family.
    public record Status(Phase phase, List<IpAddress> ips) {
        public static final Status EMPTY = new Status(Phase.PENDING, List.of());

        public Status {
            ips = List.copyOf(ips);
        }
    }

    /// status.phase.
    public enum Phase {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        UNKNOWN;

        /// A Pod that has ended holds no network any more.
        public boolean ended() {
            return this == SUCCEEDED || this == FAILED;
        }
    }

    /// A declared port of a container. `name` is empty and `hostPort` 0 where not given.
    public record ContainerPort(String name, int port, Protocol protocol, int hostPort) {}

    /// A Pod that is not scheduled yet, to start from.
    public static Pod of(Meta meta) {
        return new Pod(meta, Spec.EMPTY, Status.EMPTY);
    }

    public String nodeName() {
        return spec.nodeName();
    }

    public boolean hostNetwork() {
        return spec.hostNetwork();
    }

    public String serviceAccountName() {
        return spec.serviceAccountName();
    }

    public List<ContainerPort> ports() {
        return spec.ports();
    }

    public Phase phase() {
        return status.phase();
    }

    public List<IpAddress> ips() {
        return status.ips();
    }

    public Pod withSpec(Spec other) {
        return new Pod(meta, other, status);
    }

    public Pod withStatus(Status other) {
        return new Pod(meta, spec, other);
    }
}
