package antrea.linux.rtnetlink;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

/// A route of the kernel (rtnetlink(7)). Numbers as in linux/rtnetlink.h; `metric` is empty for the family's
/// default.
/// `ifindex` is 0 where the route has no device of its own (blackhole, several next hops).
public record RouteEntry(
        Cidr destination,
        int ifindex,
        Optional<IpAddress> gateway,
        Optional<IpAddress> source,
        int scope,
        boolean onlink,
        int table,
        OptionalInt metric,
        int protocol,
        int type) {
    public static final int SCOPE_UNIVERSE = 0;
    public static final int SCOPE_LINK = 253;
    public static final int TABLE_MAIN = 254;
    public static final int PROTOCOL_KERNEL = 2;
    public static final int PROTOCOL_BOOT = 3;
    public static final int PROTOCOL_STATIC = 4;
    public static final int TYPE_UNICAST = 1;

    /// A unicast route over a device in the main table, as `ip route add DESTINATION dev DEVICE`.
    public static RouteEntry over(int ifindex, Cidr destination) {
        return new RouteEntry(
                destination,
                ifindex,
                Optional.empty(),
                Optional.empty(),
                SCOPE_UNIVERSE,
                false,
                TABLE_MAIN,
                OptionalInt.empty(),
                PROTOCOL_BOOT,
                TYPE_UNICAST);
    }

    public RouteEntry via(IpAddress next) {
        return new RouteEntry(
                destination, ifindex, Optional.of(next), source, scope, onlink, table, metric, protocol, type);
    }

    public RouteEntry from(IpAddress preferred) {
        return new RouteEntry(
                destination, ifindex, gateway, Optional.of(preferred), scope, onlink, table, metric, protocol, type);
    }

    public RouteEntry withScope(int value) {
        return new RouteEntry(destination, ifindex, gateway, source, value, onlink, table, metric, protocol, type);
    }

    /// The gateway need not be covered by an address of the device.
    public RouteEntry onLink() {
        return new RouteEntry(destination, ifindex, gateway, source, scope, true, table, metric, protocol, type);
    }

    public RouteEntry inTable(int value) {
        return new RouteEntry(destination, ifindex, gateway, source, scope, onlink, value, metric, protocol, type);
    }

    public RouteEntry withMetric(int value) {
        return new RouteEntry(
                destination, ifindex, gateway, source, scope, onlink, table, OptionalInt.of(value), protocol, type);
    }

    public RouteEntry withProtocol(int value) {
        return new RouteEntry(destination, ifindex, gateway, source, scope, onlink, table, metric, value, type);
    }
}
