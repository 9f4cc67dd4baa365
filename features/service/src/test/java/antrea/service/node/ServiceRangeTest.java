package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceRangeTest {
    /// After a change of the API server's range there are Services of both. Pods live between them.
    @Test
    void rangesAreNotJoined() {
        assertEquals(
                Set.of(Cidr.parse("10.96.0.0/28"), Cidr.parse("172.20.0.1/32"), Cidr.parse("fd00:96::a/128")),
                Set.copyOf(ServiceRange.cover(List.of(
                                IpAddress.parse("10.96.0.1"),
                                IpAddress.parse("10.96.0.10"),
                                IpAddress.parse("172.20.0.1"),
                                IpAddress.parse("fd00:96::a")))
                        .values()));
    }
}
