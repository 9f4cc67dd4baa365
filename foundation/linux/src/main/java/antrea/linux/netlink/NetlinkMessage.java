package antrea.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A message from the kernel: its type and what follows the header. The readers throw [NetlinkFormatException]
/// when the message is too short.
public final class NetlinkMessage {
    private final int type;
    private final int flags;
    private final int sequence;
    private final ByteBuffer payload;

    private NetlinkMessage(int type, int flags, int sequence, ByteBuffer payload) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.payload = payload;
    }

    /// Cuts one datagram into its messages.
    static List<NetlinkMessage> parse(byte[] datagram) {
        List<NetlinkMessage> out = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        while (rest.remaining() >= MessageWriter.HEADER_BYTES) {
            int at = rest.position();
            int length = rest.getInt(at);
            if (length < MessageWriter.HEADER_BYTES || length > rest.remaining()) {
                throw new NetlinkFormatException("message of " + length + " bytes in " + rest.remaining());
            }
            ByteBuffer payload = rest.slice(at + MessageWriter.HEADER_BYTES, length - MessageWriter.HEADER_BYTES);
            out.add(new NetlinkMessage(
                    rest.getShort(at + 4) & 0xffff,
                    rest.getShort(at + 6) & 0xffff,
                    rest.getInt(at + 8),
                    payload.order(ByteOrder.nativeOrder())));
            rest.position(Math.min(rest.limit(), at + (length + 3 & ~3)));
        }
        if (rest.hasRemaining()) {
            throw new NetlinkFormatException(rest.remaining() + " bytes are no netlink header");
        }
        return out;
    }

    public int type() {
        return type;
    }

    public int flags() {
        return flags;
    }

    int sequence() {
        return sequence;
    }

    /// The unsigned byte at that offset of the fixed part.
    public int u8(int at) {
        need(at + 1);
        return payload.get(at) & 0xff;
    }

    public int u16(int at) {
        need(at + 2);
        return payload.getShort(at) & 0xffff;
    }

    public int u32(int at) {
        need(at + 4);
        return payload.getInt(at);
    }

    /// The attributes behind a fixed part of that size.
    public Attributes attributes(int fixedBytes) {
        need(fixedBytes);
        return Attributes.parse(payload.slice(fixedBytes, payload.limit() - fixedBytes));
    }

    int length() {
        return payload.limit();
    }

    private void need(int bytes) {
        if (bytes < 0 || payload.limit() < bytes) {
            throw new NetlinkFormatException(
                    "message of type " + type + " has " + payload.limit() + " bytes, " + bytes + " needed");
        }
    }
}
