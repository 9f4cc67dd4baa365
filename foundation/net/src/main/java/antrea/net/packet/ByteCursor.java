package antrea.net.packet;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import java.util.Arrays;

/// Reads a window of an array from the front. Every read is checked against the window.
final class ByteCursor {
    private final byte[] source;
    private final int end;
    private int at;

    ByteCursor(byte[] source, int from, int end) {
        this.source = source;
        this.at = from;
        this.end = end;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    void need(int count, String what) {
        if (count < 0 || count > end - at) {
            throw new PacketException(
                    "truncated: " + what + " needs " + count + " bytes at offset " + at + ", there are " + (end - at));
        }
    }

    int u8(String what) {
        need(1, what);
        return source[at++] & 0xff;
    }

    int u16(String what) {
        need(2, what);
        int out = (source[at] & 0xff) << 8 | source[at + 1] & 0xff;
        at += 2;
        return out;
    }

    long u32(String what) {
        return (long) u16(what) << 16 | u16(what);
    }

    MacAddress mac(String what) {
        return new MacAddress((long) u16(what) << 32 | u32(what));
    }

    IpAddress ip(IpFamily family, String what) {
        return IpAddress.ofBytes(array(family.bits() / 8, what));
    }

    byte[] array(int count, String what) {
        need(count, what);
        byte[] out = Arrays.copyOfRange(source, at, at + count);
        at += count;
        return out;
    }

    Bytes bytes(int count, String what) {
        return Bytes.of(array(count, what));
    }

    Bytes rest() {
        return bytes(remaining(), "payload");
    }

    void skip(int count, String what) {
        need(count, what);
        at += count;
    }

    /// A cursor over the next `count` bytes, which this one skips.
    ByteCursor window(int count, String what) {
        need(count, what);
        ByteCursor out = new ByteCursor(source, at, at + count);
        at += count;
        return out;
    }

    int checksum(int from, int to) {
        return Checksum.of(Arrays.copyOfRange(source, from, to));
    }
}
