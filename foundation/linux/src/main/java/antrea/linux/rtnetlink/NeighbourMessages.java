package antrea.linux.rtnetlink;

import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkMessage;
import antrea.net.IpFamily;
import java.util.Optional;

/// `struct ndmsg` and its attributes (linux/neighbour.h).
final class NeighbourMessages {
    private static final int NEW_NEIGHBOUR = 28;
    private static final int DELETE_NEIGHBOUR = 29;
    private static final int GET_NEIGHBOUR = 30;
    private static final int FIXED_BYTES = 12;
    private static final int DESTINATION = 1;
    private static final int LINK_ADDRESS = 2;
    private static final int STATE_REACHABLE = 0x02;
    private static final int STATE_PERMANENT = 0x80;

    private NeighbourMessages() {}

    static MessageWriter dump(IpFamily family) {
        return fixed(new MessageWriter(GET_NEIGHBOUR, MessageWriter.DUMP), family, 0, 0);
    }

    static MessageWriter replace(NeighbourEntry value) {
        return write(NEW_NEIGHBOUR, MessageWriter.CREATE | MessageWriter.REPLACE, value);
    }

    static MessageWriter delete(NeighbourEntry value) {
        return write(DELETE_NEIGHBOUR, 0, value);
    }

    private static MessageWriter write(int type, int flags, NeighbourEntry value) {
        int state = value.permanent() ? STATE_PERMANENT : STATE_REACHABLE;
        MessageWriter out =
                fixed(new MessageWriter(type, flags), value.address().family(), value.ifindex(), state);
        out.attributeAddress(DESTINATION, value.address());
        value.mac().ifPresent(mac -> out.attribute(LINK_ADDRESS, mac.toBytes()));
        return out;
    }

    private static MessageWriter fixed(MessageWriter out, IpFamily family, int ifindex, int state) {
        return out.u8(Family.number(family))
                .u8(0)
                .u16(0)
                .u32(ifindex)
                .u16(state)
                .u8(0)
                .u8(0);
    }

    static Optional<NeighbourEntry> read(NetlinkMessage message) {
        Attributes attributes = message.attributes(FIXED_BYTES);
        boolean permanent = (message.u16(8) & STATE_PERMANENT) != 0;
        return attributes
                .address(DESTINATION)
                .map(ip -> new NeighbourEntry(message.u32(4), ip, attributes.mac(LINK_ADDRESS), permanent));
    }
}
