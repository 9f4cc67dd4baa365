package antrea.serve.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Writes protobuf wire format, one field per call, in the order of the calls
/// (protobuf.dev/programming-guides/encoding). Nothing is left out: whoever wants proto3's "zero is absent" does
/// not call. Kubernetes types are proto2 where scalars without pointer are always written.
public final class ProtobufWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private byte[] buffer;
    private int size;

    public ProtobufWriter() {
        this(256);
    }

    public ProtobufWriter(int expectedBytes) {
        buffer = new byte[Math.max(16, expectedBytes)];
    }

    /// The message written by `body`.
    public static byte[] bytesOf(Consumer<ProtobufWriter> body) {
        ProtobufWriter out = new ProtobufWriter();
        body.accept(out);
        return out.toBytes();
    }

    /// int32, int64 and enum: negative numbers take ten bytes.
    public void integer(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    /// uint32, given as the low 32 bits.
    public void unsigned(int field, int value) {
        integer(field, Integer.toUnsignedLong(value));
    }

    public void bool(int field, boolean value) {
        integer(field, value ? 1 : 0);
    }

    public void number(int field, double value) {
        tag(field, FIXED64);
        long bits = Double.doubleToRawLongBits(value);
        room(8);
        for (int i = 0; i < 8; i++) {
            buffer[size++] = (byte) (bits >>> (8 * i));
        }
    }

    public void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public void texts(int field, Iterable<String> values) {
        for (String value : values) {
            text(field, value);
        }
    }

    public void bytes(int field, byte[] value) {
        tag(field, LENGTH);
        varint(value.length);
        raw(value);
    }

    /// A nested message, written by `body` into this writer.
    public void message(int field, Consumer<ProtobufWriter> body) {
        tag(field, LENGTH);
        room(1);
        int lengthAt = size++;
        body.accept(this);
        int length = size - lengthAt - 1;
        int extra = varintSize(length) - 1;
        if (extra > 0) {
            room(extra);
            System.arraycopy(buffer, lengthAt + 1, buffer, lengthAt + 1 + extra, length);
        }
        size = lengthAt;
        varint(length);
        size += length;
    }

    /// An embedded message without fields.
    public void emptyMessage(int field) {
        tag(field, LENGTH);
        varint(0);
    }

    /// Bytes as they are, without tag: for frames and magic numbers.
    public void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    public int size() {
        return size;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    private void tag(int field, int wireType) {
        if (field < 1 || field > 536_870_911) {
            throw new IllegalArgumentException("not a protobuf field number: " + field);
        }
        varint((long) field << 3 | wireType);
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    private static int varintSize(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    private void room(int bytes) {
        if (buffer.length - size < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
        }
    }
}
