package antrea.linux.netlink;

import antrea.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes one netlink message: header, fixed part, attributes. Native byte order; attributes are aligned to 4
/// bytes.
public final class MessageWriter {
    public static final int REQUEST = 0x1;
    public static final int ACK = 0x4;
    public static final int DUMP = 0x300;
    public static final int REPLACE = 0x100;
    public static final int EXCLUSIVE = 0x200;
    public static final int CREATE = 0x400;
    public static final int APPEND = 0x800;

    static final int HEADER_BYTES = 16;
    private static final int SEQUENCE_AT = 8;

    private final int type;
    private final int flags;
    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    /// `flags` beside REQUEST, as CREATE | EXCLUSIVE.
    public MessageWriter(int type, int flags) {
        this.type = type;
        this.flags = flags;
        buffer.position(HEADER_BYTES);
    }

    public MessageWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public MessageWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    public MessageWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    public MessageWriter attribute(int kind, byte[] value) {
        room(4 + value.length + 3)
                .putShort((short) (4 + value.length))
                .putShort((short) kind)
                .put(value);
        return pad();
    }

    public MessageWriter attributeU8(int kind, int value) {
        return attribute(kind, new byte[] {(byte) value});
    }

    public MessageWriter attributeU32(int kind, int value) {
        room(8).putShort((short) 8).putShort((short) kind).putInt(value);
        return this;
    }

    /// A 16-bit number in network order, as nfnetlink has them.
    public MessageWriter attributeBigEndianU16(int kind, int value) {
        return attribute(kind, new byte[] {(byte) (value >>> 8), (byte) value});
    }

    public MessageWriter attributeAddress(int kind, IpAddress address) {
        return attribute(kind, address.toBytes());
    }

    /// A string with its terminating zero byte.
    public MessageWriter attributeText(int kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return attribute(kind, java.util.Arrays.copyOf(bytes, bytes.length + 1));
    }

    /// An attribute that holds what `content` writes.
    public MessageWriter nested(int kind, Consumer<MessageWriter> content) {
        int start = buffer.position();
        room(4).putShort((short) 0).putShort((short) kind);
        content.accept(this);
        buffer.putShort(start, (short) (buffer.position() - start));
        return pad();
    }

    /// The message with that sequence number, asking for an acknowledgement where it is no dump.
    byte[] finish(int sequence) {
        int all = flags | REQUEST | ((flags & DUMP) == DUMP && !isChange() ? 0 : ACK);
        buffer.putInt(0, buffer.position());
        buffer.putShort(4, (short) type);
        buffer.putShort(6, (short) all);
        buffer.putInt(SEQUENCE_AT, sequence);
        buffer.putInt(12, 0);
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    /// REPLACE | EXCLUSIVE is the same bits as DUMP, which only matters with CREATE.
    private boolean isChange() {
        return (flags & CREATE) != 0;
    }

    private MessageWriter pad() {
        while (buffer.position() % 4 != 0) {
            room(1).put((byte) 0);
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger =
                    ByteBuffer.allocate(2 * (buffer.capacity() + bytes)).order(ByteOrder.nativeOrder());
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
