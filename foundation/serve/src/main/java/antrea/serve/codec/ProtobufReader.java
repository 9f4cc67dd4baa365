package antrea.serve.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/// Reads protobuf wire format. Every method throws [ProtobufException] for bytes that are no message or a value of
/// another kind than asked for.
///
/// ```
/// while (in.next()) {
///     switch (in.field()) {
///         case 1 -> name = in.text();
///         case 2 -> rules.add(Rule.read(in.message()));
///         default -> {} // a field of a later version: skipped by the next call of next()
///     }
/// }
/// ```
public final class ProtobufReader {
    private final byte[] buffer;
    private final int end;
    private int at;
    private int field;
    private int wireType;
    private boolean pending;

    public ProtobufReader(byte[] message) {
        this(message, 0, message.length);
    }

    private ProtobufReader(byte[] buffer, int from, int end) {
        this.buffer = buffer;
        this.at = from;
        this.end = end;
    }

    /// Goes to the next field, past the value of the last one if nobody read it. False at the end of the message.
    public boolean next() {
        if (pending) {
            skip();
        }
        if (at == end) {
            return false;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number < 1 || number > 536_870_911) {
            throw new ProtobufException("not a field number: " + number);
        }
        field = (int) number;
        pending = true;
        return true;
    }

    /// The number of the field at which [#next] stopped.
    public int field() {
        return field;
    }

    /// int32, int64, uint32, enum. Throws when 32 bits were declared by the caller but more are there: use
    /// [#int32].
    public long integer() {
        expect(ProtobufWriter.VARINT);
        return varint();
    }

    /// The low 32 bits, as every protobuf library reads an int32.
    public int int32() {
        return (int) integer();
    }

    public boolean bool() {
        return integer() != 0;
    }

    public double number() {
        expect(ProtobufWriter.FIXED64);
        long bits = 0;
        need(8);
        for (int i = 0; i < 8; i++) {
            bits |= (buffer[at++] & 0xffL) << (8 * i);
        }
        return Double.longBitsToDouble(bits);
    }

    public String text() {
        expect(ProtobufWriter.LENGTH);
        int length = length();
        try {
            String out = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, at, length))
                    .toString();
            at += length;
            return out;
        } catch (CharacterCodingException e) {
            throw new ProtobufException("field " + field + " is no UTF-8 text", e);
        }
    }

    public byte[] bytes() {
        expect(ProtobufWriter.LENGTH);
        int length = length();
        at += length;
        return Arrays.copyOfRange(buffer, at - length, at);
    }

    /// A reader for the nested message; this one goes on behind it.
    public ProtobufReader message() {
        expect(ProtobufWriter.LENGTH);
        int length = length();
        at += length;
        return new ProtobufReader(buffer, at - length, at);
    }

    /// One element, or many where the sender packed them.
    public void integers(LongConsumer each) {
        if (wireType == ProtobufWriter.VARINT) {
            each.accept(integer());
            return;
        }
        ProtobufReader packed = message();
        while (packed.at < packed.end) {
            each.accept(packed.varint());
        }
    }

    private void skip() {
        pending = false;
        switch (wireType) {
            case ProtobufWriter.VARINT -> varint();
            case ProtobufWriter.FIXED64 -> advance(8);
            case ProtobufWriter.FIXED32 -> advance(4);
            case ProtobufWriter.LENGTH -> advance(length());
            default -> throw new ProtobufException("field " + field + ": wire type " + wireType + " is not in use");
        }
    }

    private void expect(int wanted) {
        if (!pending) {
            throw new IllegalStateException("the value of field " + field + " was read already");
        }
        if (wireType != wanted) {
            throw new ProtobufException("field " + field + ": wire type " + wireType + " instead of " + wanted);
        }
        pending = false;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new ProtobufException("field " + field + " is cut short");
        }
        return (int) length;
    }

    private void advance(int bytes) {
        need(bytes);
        at += bytes;
    }

    private void need(int bytes) {
        if (end - at < bytes) {
            throw new ProtobufException("field " + field + " is cut short");
        }
    }

    private long varint() {
        long out = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            need(1);
            byte b = buffer[at++];
            out |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return out;
            }
        }
        throw new ProtobufException("a number of more than ten bytes");
    }
}
