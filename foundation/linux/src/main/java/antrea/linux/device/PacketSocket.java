package antrea.linux.device;

import antrea.linux.netns.NamespaceThread;
import antrea.linux.netns.NetworkNamespace;
import antrea.linux.syscall.FileDescriptor;
import antrea.linux.syscall.Syscalls;
import antrea.net.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Sends whole Ethernet frames out of a device (packet(7)); it receives nothing.
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int NO_PROTOCOL = 0; // asks for no received frames
    private static final int ADDRESS_BYTES = 20;
    private static final int MAC_BYTES = 6;

    private final FileDescriptor socket;

    private PacketSocket(FileDescriptor socket) {
        this.socket = socket;
    }

    public static PacketSocket open() {
        return new PacketSocket(Syscalls.socket("packet socket", AF_PACKET, SOCK_RAW, NO_PROTOCOL));
    }

    public static PacketSocket open(NamespaceThread thread, NetworkNamespace namespace) {
        return new PacketSocket(thread.socketIn(namespace, AF_PACKET, SOCK_RAW, NO_PROTOCOL));
    }

    /// Sends the frame, destination and source address included, out of the device of that index.
    public void send(int ifindex, byte[] frame) {
        byte[] destination = java.util.Arrays.copyOf(frame, MAC_BYTES);
        ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET);
        address.put(frame, 12, 2); // the EtherType, in network order in both places
        address.putInt(ifindex)
                .putShort((short) 0)
                .put((byte) 0)
                .put((byte) MAC_BYTES)
                .put(destination);
        Syscalls.send(
                "frame to " + MacAddress.ofBytes(destination) + " out of device " + ifindex,
                socket,
                frame,
                address.array());
    }

    @Override
    public void close() {
        socket.close();
    }
}
