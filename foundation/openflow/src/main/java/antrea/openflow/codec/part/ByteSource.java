package antrea.openflow.codec.part;

import antrea.net.Bytes;
import antrea.net.U128;
import antrea.openflow.codec.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads bytes in network order and refuses to read over the end.
public final class ByteSource {
    private final byte[] bytes;
    private final int end;
    private int at;

    /// The bytes from `from` up to, not including, `to`.
    public ByteSource(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    public int remaining() {
        return end - at;
    }

    public boolean hasMore() {
        return at < end;
    }

    public int u8() {
        return bytes[take(1)] & 0xff;
    }

    public int u16() {
        int from = take(2);
        return (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
    }

    public int u32() {
        return u16() << 16 | u16();
    }

    public long u64() {
        return (long) u32() << 32 | u32() & 0xffffffffL;
    }

    public U128 number(int byteCount) {
        return switch (byteCount) {
            case 1 -> U128.of(u8());
            case 2 -> U128.of(u16());
            case 4 -> U128.of(u32() & 0xffffffffL);
            case 8 -> U128.of(u64());
            case 16 -> new U128(u64(), u64());
            default -> U128.ofBytes(array(byteCount));
        };
    }

    public byte[] array(int count) {
        int from = take(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    public Bytes bytes(int count) {
        return Bytes.of(array(count));
    }

    public Bytes rest() {
        return bytes(remaining());
    }

    public ByteSource skip(int count) {
        take(count);
        return this;
    }

    /// Skips what is there of a padding of `count` bytes; some writers leave out the padding at the very end.
    public void skipPadding(int count) {
        at += Math.min(count, remaining());
    }

    /// The next `count` bytes on their own; goes on behind them.
    public ByteSource slice(int count) {
        int from = take(count);
        return new ByteSource(bytes, from, from + count);
    }

    /// Zero-terminated text in a field of `width` bytes.
    public String text(int width) {
        byte[] raw = array(width);
        int length = 0;
        while (length < width && raw[length] != 0) {
            length++;
        }
        return new String(raw, 0, length, StandardCharsets.UTF_8);
    }

    /// A property: a type, and what follows its header. Source: OpenFlow 1.5 section 7.1.3.
    public record Property(int type, ByteSource content) {}

    /// The next property, and its padding to a multiple of eight.
    public Property property() {
        int type = u16();
        int length = u16();
        if (length < 4) {
            throw new MalformedMessageException("property " + type + " of length " + length);
        }
        ByteSource content = slice(length - 4);
        skipPadding(-length & 7);
        return new Property(type, content);
    }

    private int take(int count) {
        if (count < 0 || count > end - at) {
            throw new MalformedMessageException("cut off: " + count + " bytes wanted, " + (end - at) + " left");
        }
        int from = at;
        at += count;
        return from;
    }
}
