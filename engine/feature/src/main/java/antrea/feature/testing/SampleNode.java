package antrea.feature.testing;

import antrea.feature.NodeIdentity;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.List;
import java.util.OptionalInt;

/// The Node `n1` of the tests of features: both families, the gateway at port 2, a tunnel at port 1.
public final class SampleNode {
    /// The Node itself.
    public static final NodeIdentity N1 = new NodeIdentity(
            "n1",
            List.of(AddressWithPrefix.parse("192.168.7.1/24"), AddressWithPrefix.parse("fd00:192::1/64")),
            List.of(Cidr.parse("10.1.0.0/24"), Cidr.parse("fd00:1::/64")),
            new NodeIdentity.Gateway(
                    "antrea-gw0",
                    2,
                    MacAddress.parse("0a:00:00:00:00:01"),
                    List.of(IpAddress.parse("10.1.0.1"), IpAddress.parse("fd00:1::1"))),
            OptionalInt.of(1),
            1450);

    private SampleNode() {}
}
