package antrea.service.node;

import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.List;

/// One port of a Service in one family: what is reached, and who answers. `endpoints` are in order; none means
/// that clients are refused. `affinitySeconds` is 0 without session affinity.
public record ServicePort(
        Key key, IpAddress clusterIp, Protocol protocol, int port, int affinitySeconds, List<Endpoint> endpoints) {
    public ServicePort {
        endpoints = endpoints.stream().sorted().distinct().toList();
    }

    /// Which port it is; `service` is `namespace/name`.
    public record Key(String service, String portName, Protocol protocol, int port, IpAddress clusterIp)
            implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return service + ":" + portName + "/" + protocol + "/" + port + "@" + clusterIp;
        }
    }
}
