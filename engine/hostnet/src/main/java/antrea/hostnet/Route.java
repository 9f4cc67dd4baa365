package antrea.hostnet;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.util.Optional;

/// A unicast route over a device. Start from [#over] or [#connected] and add with the other methods.
///
/// `table` 254 is the main table. `metric` 0 is the family's default. An IPv4 route without gateway has scope
/// link, others scope universe, as iproute2 chooses it too.
public record Route(
        Cidr destination,
        String device,
        Optional<IpAddress> gateway,
        Optional<IpAddress> source,
        boolean onlink,
        int table,
        int metric)
        implements RoutingItem {
    public static final int MAIN_TABLE = 254;

    /// What the kernel writes for IPv6 when no metric is given.
    static final int DEFAULT_V6_METRIC = 1024;

    /// What the kernel writes for the IPv6 prefix of an address.
    private static final int CONNECTED_V6_METRIC = 256;

    public Route {
        if (destination.family() == IpFamily.V6 && metric == DEFAULT_V6_METRIC) {
            metric = 0;
        }
    }

    /// `DESTINATION dev DEVICE`.
    public static Route over(String device, Cidr destination) {
        return new Route(destination, device, Optional.empty(), Optional.empty(), false, MAIN_TABLE, 0);
    }

    /// The route that the kernel itself makes when `address` is given to the device with this prefix; stated so
    /// that it comes back when it is lost.
    public static Route connected(String device, Cidr prefix, IpAddress address) {
        Route plain = over(device, prefix);
        return prefix.family() == IpFamily.V4 ? plain.from(address) : plain.withMetric(CONNECTED_V6_METRIC);
    }

    public Route via(IpAddress next) {
        return new Route(destination, device, Optional.of(next), source, onlink, table, metric);
    }

    public Route from(IpAddress preferred) {
        return new Route(destination, device, gateway, Optional.of(preferred), onlink, table, metric);
    }

    /// The gateway is taken to be on the device's link, whatever its addresses say.
    public Route onLink() {
        return new Route(destination, device, gateway, source, true, table, metric);
    }

    public Route inTable(int number) {
        return new Route(destination, device, gateway, source, onlink, number, metric);
    }

    public Route withMetric(int value) {
        return new Route(destination, device, gateway, source, onlink, table, value);
    }

    @Override
    public HostKey.OfRoute key() {
        return new HostKey.OfRoute(destination, table, metric);
    }
}
