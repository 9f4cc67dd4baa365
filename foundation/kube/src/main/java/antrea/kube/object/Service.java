package antrea.kube.object;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Service (core/v1).
public record Service(
        Meta meta, Type type, Addresses addresses, Traffic traffic, List<Port> ports, Map<String, String> selector)
        implements KubeObject {
    /// spec.type.
    public enum Type {
        CLUSTER_IP,
        NODE_PORT,
        LOAD_BALANCER,
        EXTERNAL_NAME
    }

    /// Where a Service is reached. `clusterIps` is empty for a headless Service; `loadBalancerIps` are those of
    /// status.loadBalancer.ingress whose ipMode is not Proxy, `requestedLoadBalancerIp` is spec.loadBalancerIP.
    public record Addresses(
            List<IpAddress> clusterIps,
            List<IpAddress> externalIps,
            List<IpAddress> loadBalancerIps,
            Optional<IpAddress> requestedLoadBalancerIp) {
        public static final Addresses NONE = new Addresses(List.of(), List.of(), List.of(), Optional.empty());

        public Addresses {
            clusterIps = List.copyOf(clusterIps);
            externalIps = List.copyOf(externalIps);
            loadBalancerIps = List.copyOf(loadBalancerIps);
        }

        public static Addresses ofClusterIps(IpAddress... clusterIps) {
            return new Addresses(List.of(clusterIps), List.of(), List.of(), Optional.empty());
        }
    }

    /// How traffic is spread. `affinitySeconds` is 0 without ClientIP affinity; `healthCheckNodePort` is 0 when
    /// unset.
    public record Traffic(
            boolean externalLocal,
            boolean internalLocal,
            int affinitySeconds,
            int healthCheckNodePort,
            boolean publishNotReadyAddresses) {
        public static final Traffic CLUSTER = new Traffic(false, false, 0, 0, false);

        public boolean clientIpAffinity() {
            return affinitySeconds > 0;
        }
    }

    /// One port. `name` and `appProtocol` are empty and `nodePort` is 0 where not given.
    public record Port(
            String name, Protocol protocol, int port, IntOrString targetPort, int nodePort, String appProtocol) {
        public static Port of(String name, Protocol protocol, int port) {
            return new Port(name, protocol, port, IntOrString.of(port), 0, "");
        }

        public Port withNodePort(int other) {
            return new Port(name, protocol, port, targetPort, other, appProtocol);
        }
    }

    public Service {
        ports = List.copyOf(ports);
        selector = FlatMap.copyOf(selector);
    }

    /// A Service of type ClusterIP without addresses and ports, to start from.
    public static Service of(Meta meta) {
        return new Service(meta, Type.CLUSTER_IP, Addresses.NONE, Traffic.CLUSTER, List.of(), Map.of());
    }

    /// Without cluster IP: there is nothing to translate.
    public boolean headless() {
        return addresses.clusterIps().isEmpty();
    }

    public List<IpAddress> clusterIps() {
        return addresses.clusterIps();
    }

    public List<IpAddress> externalIps() {
        return addresses.externalIps();
    }

    public List<IpAddress> loadBalancerIps() {
        return addresses.loadBalancerIps();
    }

    public Service withMeta(Meta other) {
        return new Service(other, type, addresses, traffic, ports, selector);
    }

    public Service withType(Type other) {
        return new Service(meta, other, addresses, traffic, ports, selector);
    }

    public Service withAddresses(Addresses other) {
        return new Service(meta, type, other, traffic, ports, selector);
    }

    public Service withTraffic(Traffic other) {
        return new Service(meta, type, addresses, other, ports, selector);
    }

    public Service withPorts(List<Port> other) {
        return new Service(meta, type, addresses, traffic, other, selector);
    }

    public Service withSelector(Map<String, String> other) {
        return new Service(meta, type, addresses, traffic, ports, other);
    }
}
