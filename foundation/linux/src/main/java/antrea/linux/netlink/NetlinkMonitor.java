package antrea.linux.netlink;

import antrea.linux.Errno;
import antrea.linux.LinuxException;
import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.linux.syscall.FileDescriptor;
import antrea.linux.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/// A netlink socket that hears what the kernel tells the members of its multicast groups (netlink(7)), each of
/// them from 1 to 32. For one thread, a platform thread, since it is held in the kernel.
public final class NetlinkMonitor implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int ADDRESS_BYTES = 12;
    private static final int TIMEOUT_SECONDS = 1;
    private static final int RECEIVE_BYTES = 32768;

    private final FileDescriptor socket;

    private NetlinkMonitor(FileDescriptor socket, Set<Integer> groups) {
        this.socket = socket;
        byte[] time = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(TIMEOUT_SECONDS)
                .array();
        Syscalls.setOption("netlink time-out", socket, SOL_SOCKET, SO_RCVTIMEO, time);
        int mask = groups.stream().mapToInt(group -> 1 << group - 1).reduce(0, (a, b) -> a | b);
        // sockaddr_nl of netlink(7): the kernel chooses the port
        byte[] address = ByteBuffer.allocate(ADDRESS_BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(mask)
                .array();
        Syscalls.bind("membership of netlink groups " + groups, socket, address);
    }

    /// In the network namespace of this process. Throws [LinuxException] when it may not.
    public static NetlinkMonitor open(int protocol, Set<Integer> groups) {
        return new NetlinkMonitor(Syscalls.socket("netlink monitor", AF_NETLINK, SOCK_RAW, protocol), groups);
    }

    /// In another network namespace.
    public static NetlinkMonitor open(
            NamespaceThread thread, NetworkNamespace namespace, int protocol, Set<Integer> groups) {
        return new NetlinkMonitor(thread.socketIn(namespace, AF_NETLINK, SOCK_RAW, protocol), groups);
    }

    /// Waits up to a second for the next messages; none when there were none. Throws [LinuxException], with ENOBUFS
    /// when more came than the socket could hold, so that some are lost.
    public List<NetlinkMessage> receive() {
        try {
            return NetlinkMessage.parse(Syscalls.receive("netlink monitor", socket, RECEIVE_BYTES));
        } catch (LinuxException e) {
            if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EINTR) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
