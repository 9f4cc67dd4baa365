package antrea.linux.device;

import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.linux.syscall.FileDescriptor;
import antrea.linux.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Transmit checksum offload of a device (ethtool(8) `-K DEVICE tx off`). Off in Pods on a userspace datapath,
/// which would otherwise forward segments without a checksum.
public final class ChecksumOffload {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int GET_TX_CHECKSUM = 0x16;
    private static final int SET_TX_CHECKSUM = 0x17;

    private ChecksumOffload() {}

    /// Throws [antrea.linux.LinuxException] when the device is missing or does not allow it.
    public static void turnOffTransmit(NamespaceThread thread, NetworkNamespace namespace, String device) {
        try (FileDescriptor socket = thread.socketIn(namespace, AF_INET, SOCK_DGRAM, 0)) {
            Syscalls.ethtool(
                    "transmit checksum offload off at " + device + " in " + namespace,
                    socket,
                    device,
                    value(SET_TX_CHECKSUM, 0));
        }
    }

    public static boolean isTransmitOn(NamespaceThread thread, NetworkNamespace namespace, String device) {
        try (FileDescriptor socket = thread.socketIn(namespace, AF_INET, SOCK_DGRAM, 0)) {
            byte[] answer = Syscalls.ethtool(
                    "transmit checksum offload of " + device + " in " + namespace,
                    socket,
                    device,
                    value(GET_TX_CHECKSUM, 0));
            return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt(4) != 0;
        }
    }

    private static byte[] value(int command, int value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(command)
                .putInt(value)
                .array();
    }
}
