package antrea.linux.netlink;

import antrea.linux.Errno;
import antrea.linux.LinuxException;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.linux.syscall.FileDescriptor;
import antrea.linux.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// A netlink socket for requests. Safe for any thread, one request at a time. A request takes microseconds; the
/// socket's time-out of 5 s bounds how long a thread may be held in the kernel.
public final class NetlinkSocket implements AutoCloseable {
    /// Protocol numbers of netlink(7).
    public static final int ROUTE = 0;

    public static final int NETFILTER = 12;

    private static final System.Logger LOG = System.getLogger(NetlinkSocket.class.getName());
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int TIMEOUT_SECONDS = 5;
    private static final int RECEIVE_BYTES = 32768;

    private static final int TYPE_ERROR = 2;
    private static final int TYPE_DONE = 3;
    private static final int FLAG_DUMP_INTERRUPTED = 0x10;
    private static final int FLAG_ACK_ATTRIBUTES = 0x200;
    private static final int ACK_MESSAGE_ATTRIBUTE = 1;
    private static final int DUMP_TRIES = 5;

    private final FileDescriptor socket;
    private final ReentrantLock lock = new ReentrantLock();
    private int sequence;

    private NetlinkSocket(FileDescriptor socket) {
        this.socket = socket;
        byte[] one =
                ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(1).array();
        byte[] time = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(TIMEOUT_SECONDS)
                .array();
        Syscalls.setOption("netlink time-out", socket, SOL_SOCKET, SO_RCVTIMEO, time);
        Syscalls.setOption("netlink short acknowledgements", socket, SOL_NETLINK, NETLINK_CAP_ACK, one);
        Syscalls.setOption("netlink error texts", socket, SOL_NETLINK, NETLINK_EXT_ACK, one);
    }

    /// A socket in the network namespace of this process.
    public static NetlinkSocket open(int protocol) {
        return new NetlinkSocket(Syscalls.socket("netlink socket", AF_NETLINK, SOCK_RAW, protocol));
    }

    /// A socket in another network namespace.
    public static NetlinkSocket open(NamespaceThread thread, NetworkNamespace namespace, int protocol) {
        return new NetlinkSocket(thread.socketIn(namespace, AF_NETLINK, SOCK_RAW, protocol));
    }

    /// Sends a request and returns the messages that came before the kernel's acknowledgement. Throws
    /// [LinuxException] with `doing` and the kernel's error.
    public List<NetlinkMessage> request(String doing, MessageWriter message) {
        lock.lock();
        try {
            return exchange(doing, message, _ -> true).messages();
        } finally {
            lock.unlock();
        }
    }

    /// Reads a full list. A list that changed while it was read is read again.
    public List<NetlinkMessage> dump(String doing, MessageWriter message) {
        return dump(doing, message, _ -> true);
    }

    /// As above, for lists that may be too large for memory: only what is wanted is kept. A list that changed
    /// meanwhile is asked about again from its beginning.
    public List<NetlinkMessage> dump(String doing, MessageWriter message, Predicate<NetlinkMessage> wanted) {
        lock.lock();
        try {
            for (int i = 1; i < DUMP_TRIES; i++) {
                Answer answer = exchange(doing, message, wanted);
                if (!answer.interrupted()) {
                    return answer.messages();
                }
            }
            Answer last = exchange(doing, message, wanted);
            if (last.interrupted()) {
                LOG.log(System.Logger.Level.DEBUG, "list changed while it was read, used all the same doing=" + doing);
            }
            return last.messages();
        } finally {
            lock.unlock();
        }
    }

    private record Answer(List<NetlinkMessage> messages, boolean interrupted) {}

    private Answer exchange(String doing, MessageWriter message, Predicate<NetlinkMessage> wanted) {
        int mine = ++sequence;
        Syscalls.send(doing, socket, message.finish(mine), new byte[0]);
        List<NetlinkMessage> out = new ArrayList<>();
        boolean interrupted = false;
        while (true) {
            for (NetlinkMessage part : NetlinkMessage.parse(Syscalls.receive(doing, socket, RECEIVE_BYTES))) {
                if (part.sequence() != mine) {
                    continue; // the rest of an earlier request that failed half-way
                }
                interrupted |= (part.flags() & FLAG_DUMP_INTERRUPTED) != 0;
                if (part.type() == TYPE_DONE) {
                    checkDone(doing, part);
                    return new Answer(out, interrupted);
                }
                if (part.type() == TYPE_ERROR) {
                    check(doing, part);
                    return new Answer(out, interrupted);
                }
                if (wanted.test(part)) {
                    out.add(part);
                }
            }
        }
    }

    /// A dump that fails may say so in the number that ends it.
    private static void checkDone(String doing, NetlinkMessage done) {
        if (done.length() >= 4 && done.u32(0) < 0) {
            throw new LinuxException(doing, -done.u32(0));
        }
    }

    private static void check(String doing, NetlinkMessage error) {
        int errno = -error.u32(0);
        if (errno == 0) {
            return;
        }
        String detail = "";
        // number, then the header of our message (its content is cut off), then the texts
        if ((error.flags() & FLAG_ACK_ATTRIBUTES) != 0) {
            detail = error.attributes(4 + MessageWriter.HEADER_BYTES)
                    .text(ACK_MESSAGE_ATTRIBUTE)
                    .orElse("");
        }
        throw new LinuxException(doing, errno == Errno.EAGAIN ? Errno.EBUSY : errno, detail);
    }

    @Override
    public void close() {
        socket.close();
    }
}
