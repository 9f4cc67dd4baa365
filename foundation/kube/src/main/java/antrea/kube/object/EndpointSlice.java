package antrea.kube.object;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.List;

/// An EndpointSlice (discovery.k8s.io/v1).
public record EndpointSlice(Meta meta, AddressType addressType, List<Endpoint> endpoints, List<Port> ports)
        implements KubeObject {
    /// The label that names the Service of a slice.
    public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    /// addressType. Endpoints of an FQDN slice have no addresses here.
    public enum AddressType {
        IPV4,
        IPV6,
        FQDN
    }

    /// One endpoint. `nodeName` and `zone` are empty where not given; `zoneHints` are hints.forZones.
    public record Endpoint(
            List<IpAddress> addresses, Conditions conditions, String nodeName, String zone, List<String> zoneHints) {
        public Endpoint {
            addresses = List.copyOf(addresses);
            zoneHints = List.copyOf(zoneHints);
        }

        /// A ready endpoint.
        public static Endpoint of(IpAddress address, String nodeName) {
            return new Endpoint(List.of(address), Conditions.READY, nodeName, "", List.of());
        }
    }

    /// Conditions with the meaning that the API gives to absent ones: ready and serving, not terminating.
    public record Conditions(boolean ready, boolean serving, boolean terminating) {
        public static final Conditions READY = new Conditions(true, true, false);
        public static final Conditions SERVING_TERMINATING = new Conditions(false, true, true);
        public static final Conditions NOT_READY = new Conditions(false, false, false);
    }

    /// One port. `number` 0 stands for "all ports", which the API allows and nobody can balance on.
    public record Port(String name, Protocol protocol, int number, String appProtocol) {
        public static Port of(String name, Protocol protocol, int number) {
            return new Port(name, protocol, number, "");
        }
    }

    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /// The Service this slice belongs to; its name is empty when the label is missing.
    public ObjectKey serviceKey() {
        return new ObjectKey(meta.namespace(), meta.labels().getOrDefault(SERVICE_NAME_LABEL, ""));
    }
}
