package antrea.linux.rtnetlink;

import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkMessage;
import antrea.net.IpFamily;
import java.util.Optional;

/// `struct rtmsg` and its attributes (linux/rtnetlink.h).
final class RouteMessages {
    private static final int NEW_ROUTE = 24;
    static final int DELETE_ROUTE = 25;
    private static final int GET_ROUTE = 26;
    private static final int FIXED_BYTES = 12;

    private static final int DESTINATION = 1;
    private static final int OUTPUT_DEVICE = 4;
    private static final int GATEWAY = 5;
    private static final int PRIORITY = 6;
    private static final int PREFERRED_SOURCE = 7;
    private static final int TABLE = 15;

    private static final int FLAG_ONLINK = 4;
    private static final int FLAG_CLONED = 0x200;
    private static final int TABLE_COMPATIBLE = 252; // the 8-bit field when the number needs 32 bits
    private static final int TABLE_LOCAL = 255;

    private RouteMessages() {}

    static MessageWriter dump(IpFamily family) {
        MessageWriter out = new MessageWriter(GET_ROUTE, MessageWriter.DUMP);
        return out.u8(Family.number(family))
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0);
    }

    static MessageWriter add(RouteEntry route) {
        return write(NEW_ROUTE, MessageWriter.CREATE | MessageWriter.EXCLUSIVE, route);
    }

    static MessageWriter replace(RouteEntry route) {
        return write(NEW_ROUTE, MessageWriter.CREATE | MessageWriter.REPLACE, route);
    }

    static MessageWriter delete(RouteEntry route) {
        return write(DELETE_ROUTE, 0, route);
    }

    private static MessageWriter write(int type, int flags, RouteEntry route) {
        MessageWriter out = new MessageWriter(type, flags)
                .u8(Family.number(route.destination().family()))
                .u8(route.destination().prefixLength())
                .u8(0)
                .u8(0)
                .u8(route.table() <= TABLE_LOCAL ? route.table() : TABLE_COMPATIBLE)
                .u8(route.protocol())
                .u8(route.scope())
                .u8(route.type())
                .u32(route.onlink() ? FLAG_ONLINK : 0)
                .attributeU32(TABLE, route.table());
        if (route.destination().prefixLength() > 0) {
            out.attributeAddress(DESTINATION, route.destination().address());
        }
        if (route.ifindex() != 0) {
            out.attributeU32(OUTPUT_DEVICE, route.ifindex());
        }
        route.gateway().ifPresent(ip -> out.attributeAddress(GATEWAY, ip));
        route.source().ifPresent(ip -> out.attributeAddress(PREFERRED_SOURCE, ip));
        route.metric().ifPresent(metric -> out.attributeU32(PRIORITY, metric));
        return out;
    }

    static Optional<RouteEntry> read(IpFamily family, NetlinkMessage message) {
        if (message.u8(0) != Family.number(family)) {
            return Optional.empty();
        }
        Attributes attributes = message.attributes(FIXED_BYTES);
        int table = attributes.u32(TABLE).orElse(message.u8(4));
        boolean wanted =
                message.u8(7) == RouteEntry.TYPE_UNICAST && table != TABLE_LOCAL && (message.u32(8) & FLAG_CLONED) == 0;
        if (!wanted) {
            return Optional.empty();
        }
        return Optional.of(new RouteEntry(
                Family.cidr(family, attributes.address(DESTINATION), message.u8(1)),
                attributes.u32(OUTPUT_DEVICE).orElse(0),
                attributes.address(GATEWAY),
                attributes.address(PREFERRED_SOURCE),
                message.u8(6),
                (message.u32(8) & FLAG_ONLINK) != 0,
                table,
                attributes.u32(PRIORITY),
                message.u8(5),
                message.u8(7)));
    }
}
