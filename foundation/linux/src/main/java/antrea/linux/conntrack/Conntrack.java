package antrea.linux.conntrack;

import antrea.linux.LinuxException;
import antrea.linux.netlink.Attributes;
import antrea.linux.netlink.MessageWriter;
import antrea.linux.netlink.NetlinkMessage;
import antrea.linux.netlink.NetlinkSocket;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.net.IpFamily;
import java.util.function.Predicate;

/// The kernel's connection tracking table. A UDP client that keeps sending would hold on to a vanished Endpoint
/// for as long as its entry lives; deleting the entry lets the next packet choose anew.
public final class Conntrack implements AutoCloseable {
    private static final int SUBSYSTEM = 1 << 8;
    private static final int GET = SUBSYSTEM | 1;
    private static final int DELETE = SUBSYSTEM | 2;
    private static final int FIXED_BYTES = 4;
    private static final int ORIGINAL = 1;
    private static final int REPLY = 2;
    private static final int STATUS = 3;
    private static final int ID = 12;
    private static final int ZONE = 18;
    /// `IPS_SEEN_REPLY` of `linux/netfilter/nf_conntrack_common.h`.
    private static final int SEEN_REPLY = 2;

    private static final int NESTED = 0x8000;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final NetlinkSocket socket;

    private Conntrack(NetlinkSocket socket) {
        this.socket = socket;
    }

    public static Conntrack open() {
        return new Conntrack(NetlinkSocket.open(NetlinkSocket.NETFILTER));
    }

    public static Conntrack open(NamespaceThread thread, NetworkNamespace namespace) {
        return new Conntrack(NetlinkSocket.open(thread, namespace, NetlinkSocket.NETFILTER));
    }

    /// Deletes all matching entries, in every zone, and returns how many. An entry that ends by itself meanwhile
    /// is not counted. Throws [LinuxException].
    public int delete(ConntrackFilter filter) {
        return deleteThose(filter.family(), attributes -> matches(filter, attributes));
    }

    /// Deletes the entries of a family that the predicate takes and returns how many. With one that takes none it
    /// is a list. Throws [LinuxException].
    public int deleteIf(IpFamily family, Predicate<ConntrackEntry> unwanted) {
        return deleteThose(
                family,
                attributes -> attributes.has(ORIGINAL) && attributes.has(REPLY) && unwanted.test(entry(attributes)));
    }

    /// There may be a million of them: the others are not kept.
    private int deleteThose(IpFamily family, Predicate<Attributes> unwanted) {
        int deleted = 0;
        for (NetlinkMessage message : socket.dump(
                "list of connections",
                head(GET, MessageWriter.DUMP, family),
                entry -> unwanted.test(entry.attributes(FIXED_BYTES)))) {
            if (delete(family, message.attributes(FIXED_BYTES))) {
                deleted++;
            }
        }
        return deleted;
    }

    private static ConntrackEntry entry(Attributes attributes) {
        return new ConntrackEntry(
                ConntrackTuple.read(attributes.nested(ORIGINAL).orElseThrow()),
                ConntrackTuple.read(attributes.nested(REPLY).orElseThrow()),
                ConntrackTuple.number(attributes, ZONE, 2),
                (ConntrackTuple.number(attributes, STATUS, 4) & SEEN_REPLY) != 0);
    }

    private static boolean matches(ConntrackFilter filter, Attributes entry) {
        return entry.has(ORIGINAL)
                && entry.has(REPLY)
                && filter.matches(
                        ConntrackTuple.read(entry.nested(ORIGINAL).orElseThrow()),
                        ConntrackTuple.read(entry.nested(REPLY).orElseThrow()));
    }

    private boolean delete(IpFamily family, Attributes entry) {
        MessageWriter message = head(DELETE, 0, family);
        entry.bytes(ORIGINAL).ifPresent(tuple -> message.attribute(ORIGINAL | NESTED, tuple));
        entry.bytes(ZONE).ifPresent(zone -> message.attribute(ZONE, zone));
        entry.bytes(ID).ifPresent(id -> message.attribute(ID, id));
        try {
            socket.request("deletion of a connection", message);
            return true;
        } catch (LinuxException e) {
            if (e.isMissing()) {
                return false;
            }
            throw e;
        }
    }

    /// `struct nfgenmsg`: family, version, resource id.
    private static MessageWriter head(int type, int flags, IpFamily family) {
        return new MessageWriter(type, flags)
                .u8(family == IpFamily.V4 ? AF_INET : AF_INET6)
                .u8(0)
                .u16(0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
