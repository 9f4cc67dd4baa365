package antrea.service.node;

import antrea.kube.object.ObjectKey;
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

    ServicePort withEndpoints(List<Endpoint> chosen) {
        return new ServicePort(key, clusterIp, protocol, port, affinitySeconds, chosen);
    }

    /// Which port it is, the Service first. The text of it makes the number of its group.
    public record Key(ObjectKey serviceKey, String portName, Protocol protocol, int port, IpAddress clusterIp)
            implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return serviceKey + ":" + portName + "/" + protocol + "/" + port + "@" + clusterIp;
        }
    }
}
