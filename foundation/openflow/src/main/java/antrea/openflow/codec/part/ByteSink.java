package antrea.openflow.codec.part;

import antrea.net.Bytes;
import antrea.net.U128;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing array of bytes in network order. [#clear] keeps the array, so that one sink serves many messages.
public final class ByteSink {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /// Forgets what was written after the first `length` bytes.
    public void cutTo(int length) {
        size = length;
    }

    /// The array behind; valid up to [#size] until the next write.
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public ByteSink u8(int value) {
        int at = grow(1);
        bytes[at] = (byte) value;
        return this;
    }

    public ByteSink u16(int value) {
        int at = grow(2);
        U16.set(bytes, at, (short) value);
        return this;
    }

    public ByteSink u32(int value) {
        int at = grow(4);
        U32.set(bytes, at, value);
        return this;
    }

    public ByteSink u64(long value) {
        int at = grow(8);
        U64.set(bytes, at, value);
        return this;
    }

    /// The lowest `byteCount` bytes of the number.
    public ByteSink number(U128 value, int byteCount) {
        switch (byteCount) {
            case 1 -> u8((int) value.low());
            case 2 -> u16((int) value.low());
            case 4 -> u32((int) value.low());
            case 8 -> u64(value.low());
            case 16 -> u64(value.high()).u64(value.low());
            default -> {
                for (int i = byteCount - 1; i >= 0; i--) {
                    u8((int) (i >= 8 ? value.high() >>> 8 * (i - 8) : value.low() >>> 8 * i));
                }
            }
        }
        return this;
    }

    public ByteSink zeros(int count) {
        int at = grow(count);
        Arrays.fill(bytes, at, at + count, (byte) 0);
        return this;
    }

    public ByteSink put(Bytes content) {
        int at = grow(content.length());
        System.arraycopy(content.toArray(), 0, bytes, at, content.length());
        return this;
    }

    /// Text in UTF-8, cut or filled with zeros to `width` bytes, of which the last one is zero.
    public ByteSink text(String text, int width) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        if (raw.length >= width) {
            throw new IllegalArgumentException("longer than " + (width - 1) + " bytes: \"" + text + "\"");
        }
        int at = grow(width);
        Arrays.fill(bytes, at, at + width, (byte) 0);
        System.arraycopy(raw, 0, bytes, at, raw.length);
        return this;
    }

    /// Fills with zeros until the distance from `start` is a multiple of eight.
    public ByteSink alignTo8(int start) {
        return zeros(-(size - start) & 7);
    }

    /// Writes the distance from `start` to here as a 16-bit length at `at`. Throws [IllegalArgumentException] when
    /// it does not fit.
    public void setLength(int at, int start) {
        int length = size - start;
        if (length > 0xffff) {
            throw new IllegalArgumentException("too long for one OpenFlow message or part of it: " + length
                    + " bytes; split it (groups: add the first buckets, then insert the others)");
        }
        U16.set(bytes, at, (short) length);
    }

    private int grow(int count) {
        int at = size;
        if (at + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(at + count, bytes.length * 2));
        }
        size = at + count;
        return at;
    }
}
