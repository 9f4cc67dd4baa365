package antrea.linux.rtnetlink;

import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkFormatException;
import antrea.linux.netlink.NetlinkMessage;
import antrea.net.MacAddress;

/// `struct ifinfomsg` and its attributes (linux/if_link.h).
final class LinkMessages {
    static final int NEW_LINK = 16;
    static final int DELETE_LINK = 17;
    private static final int GET_LINK = 18;
    private static final int SET_LINK = 19;
    private static final int FIXED_BYTES = 16;
    private static final int FLAG_UP = 1;

    private static final int ADDRESS = 1;
    private static final int NAME = 3;
    private static final int MTU = 4;
    private static final int LINK = 5;
    private static final int MASTER = 10;
    private static final int LINK_INFO = 18;
    private static final int NAMESPACE_DESCRIPTOR = 28;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int VETH_PEER = 1;

    private LinkMessages() {}

    private static MessageWriter head(int type, int flags, int index) {
        return fixed(new MessageWriter(type, flags), index, 0, 0);
    }

    /// family, pad, type; index; flags; which of the flags are meant
    private static MessageWriter fixed(MessageWriter writer, int index, int linkFlags, int change) {
        return writer.u8(0).u8(0).u16(0).u32(index).u32(linkFlags).u32(change);
    }

    static MessageWriter get(String name) {
        return head(GET_LINK, 0, 0).attributeText(NAME, name);
    }

    static MessageWriter get(int index) {
        return head(GET_LINK, 0, index);
    }

    static MessageWriter dump() {
        return head(GET_LINK, MessageWriter.DUMP, 0);
    }

    static MessageWriter delete(int index) {
        return head(DELETE_LINK, 0, index);
    }

    static MessageWriter create(String name, String kind) {
        return head(NEW_LINK, MessageWriter.CREATE | MessageWriter.EXCLUSIVE, 0)
                .attributeText(NAME, name)
                .nested(LINK_INFO, info -> info.attributeText(INFO_KIND, kind));
    }

    static MessageWriter createVeth(VethSpec spec, int namespace) {
        MessageWriter out = new MessageWriter(NEW_LINK, MessageWriter.CREATE | MessageWriter.EXCLUSIVE);
        fixed(out, 0, 0, 0).attributeText(NAME, spec.hostName()).attributeU32(MTU, spec.mtu());
        spec.hostMac().ifPresent(mac -> out.attribute(ADDRESS, mac.toBytes()));
        return out.nested(LINK_INFO, info -> info.attributeText(INFO_KIND, "veth")
                .nested(
                        INFO_DATA,
                        data -> data.nested(VETH_PEER, peer -> {
                            fixed(peer, 0, 0, 0)
                                    .attributeText(NAME, spec.podName())
                                    .attributeU32(MTU, spec.mtu());
                            spec.podMac().ifPresent(mac -> peer.attribute(ADDRESS, mac.toBytes()));
                            peer.attributeU32(NAMESPACE_DESCRIPTOR, namespace);
                        })));
    }

    static MessageWriter state(int index, int up) {
        return fixed(new MessageWriter(SET_LINK, 0), index, up, FLAG_UP);
    }

    static MessageWriter mtu(int index, int mtu) {
        return head(SET_LINK, 0, index).attributeU32(MTU, mtu);
    }

    static MessageWriter mac(int index, MacAddress mac) {
        return head(SET_LINK, 0, index).attribute(ADDRESS, mac.toBytes());
    }

    static MessageWriter rename(int index, String name) {
        return head(SET_LINK, 0, index).attributeText(NAME, name);
    }

    static MessageWriter move(int index, int namespace) {
        return head(SET_LINK, 0, index).attributeU32(NAMESPACE_DESCRIPTOR, namespace);
    }

    static Link read(NetlinkMessage message) {
        Attributes attributes = message.attributes(FIXED_BYTES);
        int index = message.u32(4);
        return new Link(
                index,
                attributes
                        .text(NAME)
                        .orElseThrow(() -> new NetlinkFormatException("device " + index + " without name")),
                attributes
                        .nested(LINK_INFO)
                        .flatMap(info -> info.text(INFO_KIND))
                        .orElse(""),
                attributes.mac(ADDRESS),
                attributes.u32(MTU).orElse(0),
                (message.u32(8) & FLAG_UP) != 0,
                attributes.u32(LINK),
                attributes.u32(MASTER));
    }
}
