package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A Service with more endpoints than a group can have, in both families.
class EndpointLimitTest {
    private static final EndpointLimit.Listener NOBODY = (_, _) -> {};

    private static ServicePort port(String first, int count, int local) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean here = i >= count - local;
            endpoints.add(new Endpoint(IpAddress.parse(first).plus(i), 8080, here, !here));
        }
        IpAddress clusterIp = IpAddress.parse(first.contains(":") ? "fd00:96::a" : "10.96.0.10");
        ServicePort.Key key = new ServicePort.Key(new ObjectKey("ns", "web"), "http", Protocol.TCP, 80, clusterIp);
        return new ServicePort(key, clusterIp, Protocol.TCP, 80, 0, endpoints);
    }

    private static Set<Endpoint> chosen(String node, ServicePort port) {
        ServicePort limited =
                new EndpointLimit(node, NOBODY).apply("ns/web", List.of(port)).getFirst();
        assertEquals(port.key(), limited.key());
        return new HashSet<>(limited.endpoints());
    }

    @Test
    void thousandEndpointsBecomeEightHundredAndOneMoreChangesOne() {
        for (String first : List.of("10.1.0.1", "fd00:1::1")) {
            Set<Endpoint> of1000 = chosen("n1", port(first, 1000, 0));
            Set<Endpoint> of1001 = chosen("n1", port(first, 1001, 0));
            assertEquals(EndpointLimit.MOST, of1000.size());
            assertEquals(EndpointLimit.MOST, of1001.size());
            of1001.removeAll(of1000);
            assertTrue(of1001.size() <= 1, () -> of1001.toString());
            assertNotEquals(of1000, chosen("n2", port(first, 1000, 0)), "each Node leaves out others");
        }
    }

    @Test
    void localEndpointsAreChosenFirst() {
        Set<Endpoint> chosen = chosen("n1", port("10.1.0.1", 1000, 30));
        assertEquals(30, chosen.stream().filter(Endpoint::local).count());
        assertEquals(EndpointLimit.MOST, chosen.size());
    }

    @Test
    void eightHundredStay() {
        ServicePort port = port("10.1.0.1", EndpointLimit.MOST, 0);
        assertEquals(List.of(port), new EndpointLimit("n1", NOBODY).apply("ns/web", List.of(port)));
    }

    @Test
    void isSaidOnceWithNameAndCounts() {
        List<String> said = new ArrayList<>();
        EndpointLimit limit = new EndpointLimit("n1", (service, endpoints) -> said.add(service + " " + endpoints));
        limit.apply("ns/web", List.of(port("10.1.0.1", 1000, 0)));
        limit.apply("ns/web", List.of(port("10.1.0.1", 1100, 0)));
        assertEquals(List.of("ns/web 1000"), said);
        limit.apply("ns/web", List.of(port("10.1.0.1", 10, 0)));
        limit.apply("ns/web", List.of(port("10.1.0.1", 900, 0)));
        assertEquals(List.of("ns/web 1000", "ns/web 900"), said, "again after it was well meanwhile");
    }
}
