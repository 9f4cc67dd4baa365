package antrea.linux.rtnetlink;

import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkFormatException;
import antrea.linux.netlink.NetlinkMessage;
import antrea.net.AddressWithPrefix;
import antrea.net.IpAddress;
import java.util.Optional;

/// `struct ifaddrmsg` and its attributes (linux/if_addr.h).
final class AddressMessages {
    private static final int NEW_ADDRESS = 20;
    static final int DELETE_ADDRESS = 21;
    private static final int GET_ADDRESS = 22;
    private static final int FIXED_BYTES = 8;

    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int FLAGS = 8;
    private static final int FLAG_NO_DETECTION = 0x02;
    private static final int FLAG_PERMANENT = 0x80;

    private AddressMessages() {}

    static MessageWriter dump() {
        return fixed(new MessageWriter(GET_ADDRESS, MessageWriter.DUMP), 0, 0, 0, 0);
    }

    static MessageWriter add(LinkAddress address) {
        MessageWriter out = write(NEW_ADDRESS, MessageWriter.CREATE | MessageWriter.EXCLUSIVE, address);
        return address.address().address().isV4() ? out : out.attributeU32(FLAGS, FLAG_NO_DETECTION);
    }

    static MessageWriter delete(LinkAddress address) {
        return write(DELETE_ADDRESS, 0, address);
    }

    private static MessageWriter write(int type, int flags, LinkAddress value) {
        IpAddress ip = value.address().address();
        return fixed(
                        new MessageWriter(type, flags),
                        Family.number(ip.family()),
                        value.address().prefixLength(),
                        value.scope(),
                        value.ifindex())
                .attributeAddress(LOCAL, ip)
                .attributeAddress(ADDRESS, ip);
    }

    private static MessageWriter fixed(MessageWriter out, int family, int prefixLength, int scope, int ifindex) {
        return out.u8(family).u8(prefixLength).u8(0).u8(scope).u32(ifindex);
    }

    static Optional<LinkAddress> read(NetlinkMessage message) {
        if (Family.of(message.u8(0)).isEmpty()) {
            return Optional.empty();
        }
        Attributes attributes = message.attributes(FIXED_BYTES);
        // on a point-to-point device ADDRESS is the far end; IPv6 has LOCAL only there
        Optional<IpAddress> ip = attributes.address(LOCAL).or(() -> attributes.address(ADDRESS));
        int prefixLength = message.u8(1);
        int flags = attributes.u32(FLAGS).orElse(message.u8(2));
        return ip.map(a -> {
            if (prefixLength > a.family().bits()) {
                throw new NetlinkFormatException("prefix length " + prefixLength + " of " + a);
            }
            return new LinkAddress(
                    message.u32(4),
                    new AddressWithPrefix(a, prefixLength),
                    message.u8(3),
                    (flags & FLAG_PERMANENT) != 0);
        });
    }
}
