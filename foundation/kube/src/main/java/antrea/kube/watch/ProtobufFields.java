package antrea.kube.watch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Walks the fields of a protobuf message (protobuf wire format). Unread fields are skipped by the next [#next].
/// Throws [WireException] for anything that is no message. For the wire formats of features too.
public final class ProtobufFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_VARINT_BITS = 70;

    private final ByteBuffer message;
    private int field;
    private int wireType;
    private boolean unread;

    /// The message is what remains of the buffer, whose position is left alone.
    public ProtobufFields(ByteBuffer message) {
        this.message = message.slice();
    }

    /// Moves to the next field; false at the end.
    public boolean next() {
        if (unread) {
            skip();
        }
        if (!message.hasRemaining()) {
            return false;
        }
        long tag = readVarint();
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw new WireException("not protobuf: field number " + (tag >>> 3));
        }
        unread = true;
        return true;
    }

    /// Number of the field.
    public int field() {
        return field;
    }

    /// An integer, enum or boolean.
    public long varint() {
        expect(VARINT);
        return readVarint();
    }

    /// A nested message or bytes; a view, not a copy.
    public ByteBuffer bytes() {
        expect(BYTES);
        long length = readVarint();
        if (length < 0 || length > message.remaining()) {
            throw new WireException("not protobuf: field " + field + " is longer than its message");
        }
        ByteBuffer out = message.slice(message.position(), (int) length);
        message.position(message.position() + (int) length);
        return out;
    }

    /// A UTF-8 string.
    public String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes()).toString();
        } catch (CharacterCodingException e) {
            throw new WireException("not protobuf: field " + field + " is no UTF-8 text", e);
        }
    }

    private void expect(int wanted) {
        if (!unread || wireType != wanted) {
            throw new WireException("not protobuf: field " + field + " has wire type " + wireType);
        }
        unread = false;
    }

    private void skip() {
        unread = false;
        switch (wireType) {
            case VARINT -> readVarint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case BYTES -> {
                unread = true;
                bytes();
            }
            default -> throw new WireException("not protobuf: wire type " + wireType);
        }
    }

    private void skip(int count) {
        if (message.remaining() < count) {
            throw new WireException("not protobuf: it ends inside field " + field);
        }
        message.position(message.position() + count);
    }

    private long readVarint() {
        long out = 0;
        for (int shift = 0; shift < MOST_VARINT_BITS; shift += 7) {
            if (!message.hasRemaining()) {
                throw new WireException("not protobuf: it ends inside a number");
            }
            byte b = message.get();
            out |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return out;
            }
        }
        throw new WireException("not protobuf: a number of more than ten bytes");
    }
}
