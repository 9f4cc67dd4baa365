package antrea.pipeline.corridor;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;

/// The figures of the Node whose flows the corpus has.
public final class Node {
    public static final int TUNNEL = 1;
    public static final int GATEWAY = 2;
    public static final int OPEN_PORT = 30080;
    public static final MacAddress GATEWAY_MAC = MacAddress.parse("0a:00:00:00:00:01");
    public static final MacAddress VIRTUAL_MAC = MacAddress.parse("aa:bb:cc:dd:ee:ff");

    /// A Pod by its number: port 10 + n, address 16 + n of the Pod CIDR.
    public record Pod(int number) {
        public int port() {
            return 10 + number;
        }

        public MacAddress mac() {
            return new MacAddress(0x0a0000000100L + number);
        }

        public IpAddress ip(IpFamily family) {
            return podCidr(family).host(16 + number);
        }
    }

    private Node() {}

    public static Cidr podCidr(IpFamily family) {
        return Cidr.parse(family == IpFamily.V4 ? "10.10.1.0/24" : "fd00:10:1::/64");
    }

    public static IpAddress gatewayIp(IpFamily family) {
        return podCidr(family).host(1);
    }

    public static IpAddress nodeIp(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "192.168.7.1" : "fd00:192:7::1");
    }

    public static Cidr peerCidr(IpFamily family) {
        return Cidr.parse(family == IpFamily.V4 ? "10.10.2.0/24" : "fd00:10:2::/64");
    }

    public static IpAddress peerIp(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "192.168.7.2" : "fd00:192:7::2");
    }

    public static IpAddress clusterIp(IpFamily family, int number) {
        return Cidr.parse(family == IpFamily.V4 ? "10.96.0.0/16" : "fd00:96::/112")
                .host(10 + number);
    }

    public static IpAddress serviceVirtualIp(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "169.254.0.253" : "fc01::aabb:ccdd:eeff");
    }

    public static IpAddress external(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "203.0.113.9" : "2001:db8::9");
    }

    static int zone(IpFamily family) {
        return family == IpFamily.V4 ? 65520 : 65510;
    }

    static int snatZone(IpFamily family) {
        return family == IpFamily.V4 ? 65521 : 65511;
    }
}
