package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.packet.Checksum;
import java.util.Arrays;

/// Reads the refusal of a frame byte by byte, without the readers of the product.
final class Refusal {
    private static final int TCP = 6;

    private final byte[] asked;
    private final byte[] answer;
    private final String what;
    private final int start;
    private final boolean v4;

    private Refusal(byte[] asked, byte[] answer, String what) {
        this.asked = asked;
        this.answer = answer;
        this.what = what + ", answer " + Bytes.of(answer);
        int type = 12;
        while (u16(asked, type) == 0x8100 || u16(asked, type) == 0x88a8) {
            type += 4;
        }
        this.start = type + 2;
        this.v4 = u16(asked, type) == 0x0800;
        assertTrue(v4 || u16(asked, type) == 0x86dd, this.what);
        assertEquals(u16(asked, type), u16(answer, 12), this.what);
    }

    /// Fails with `what` when `answer` is not a right refusal of `asked`, or there should be none.
    static void check(byte[] asked, byte[] answer, String what) {
        Refusal refusal = new Refusal(asked, answer, what);
        refusal.ethernet();
        refusal.ip();
        if (refusal.protocol() == TCP) {
            refusal.reset();
        } else {
            refusal.unreachable();
        }
    }

    private static int u8(byte[] of, int at) {
        return of[at] & 0xff;
    }

    private static int u16(byte[] of, int at) {
        return u8(of, at) << 8 | u8(of, at + 1);
    }

    private static long u32(byte[] of, int at) {
        return (long) u16(of, at) << 16 | u16(of, at + 2);
    }

    private static Bytes slice(byte[] of, int from, int length) {
        return Bytes.of(Arrays.copyOfRange(of, from, from + length));
    }

    private void ethernet() {
        assertEquals(slice(asked, 6, 6), slice(answer, 0, 6), what);
        assertEquals(slice(asked, 0, 6), slice(answer, 6, 6), what);
        assertEquals(0, answer[0] & 1, what);
        assertEquals(0, answer[6] & 1, what);
    }

    private void ip() {
        int size = v4 ? 4 : 16;
        int source = v4 ? 12 : 8;
        assertEquals(slice(asked, start + source, size), slice(answer, 14 + source + size, size), what);
        assertEquals(slice(asked, start + source + size, size), slice(answer, 14 + source, size), what);
        for (int at : new int[] {14 + source, 14 + source + size}) {
            int first = u8(answer, at);
            assertTrue(v4 ? first > 0 && first != 127 && first < 224 : first < 255, what);
        }
        if (v4) {
            assertEquals(0x4500, u16(answer, 14), what);
            assertEquals(answer.length - 14, u16(answer, 16), what);
            assertEquals(0, u16(answer, 20), what);
            assertEquals(0, Checksum.of(Arrays.copyOfRange(answer, 14, 34)), what);
            assertEquals(0, u16(asked, start + 6) & 0x1fff, what);
        } else {
            assertEquals(0x60000000L, u32(answer, 14), what);
            assertEquals(answer.length - 54, u16(answer, 18), what);
        }
        assertTrue(u8(answer, v4 ? 22 : 21) > 1, what);
    }

    private int protocol() {
        return u8(answer, v4 ? 23 : 20);
    }

    private byte[] segment() {
        byte[] out = Arrays.copyOfRange(answer, v4 ? 34 : 54, answer.length);
        int size = v4 ? 4 : 16;
        int source = 14 + (v4 ? 12 : 8);
        IpAddress from = IpAddress.ofBytes(Arrays.copyOfRange(answer, source, source + size));
        IpAddress to = IpAddress.ofBytes(Arrays.copyOfRange(answer, source + size, source + 2 * size));
        int sum = v4 && protocol() == 1 ? Checksum.of(out) : Checksum.ofTransport(from, to, protocol(), out);
        assertEquals(0, sum, what);
        return out;
    }

    /// Where the transport of the asked packet begins, which is no later fragment, and its number.
    private record Place(int at, int protocol) {}

    private Place transport() {
        if (v4) {
            return new Place(start + 4 * (asked[start] & 0xf), u8(asked, start + 9));
        }
        int next = u8(asked, start + 6);
        int at = start + 40;
        while (next == 0 || next == 43 || next == 44 || next == 60) {
            assertTrue(next != 44 || (u16(asked, at + 2) & 0xfff8) == 0, what);
            int length = next == 44 ? 8 : 8 + 8 * u8(asked, at + 1);
            next = u8(asked, at);
            at += length;
        }
        return new Place(at, next);
    }

    private void reset() {
        Place place = transport();
        byte[] tcp = segment();
        assertEquals(TCP, place.protocol(), what);
        assertEquals(20, tcp.length, what);
        assertEquals(u16(asked, place.at()), u16(tcp, 2), what);
        assertEquals(u16(asked, place.at() + 2), u16(tcp, 0), what);
        int flags = u8(asked, place.at() + 13);
        assertEquals(0, flags & 0x04, what);
        boolean acknowledged = (flags & 0x10) != 0;
        assertEquals(acknowledged ? 0x5004 : 0x5014, u16(tcp, 12), what);
        assertEquals(acknowledged ? u32(asked, place.at() + 8) : 0, u32(tcp, 4), what);
    }

    private void unreachable() {
        Place place = transport();
        byte[] icmp = segment();
        assertEquals(v4 ? 1 : 58, protocol(), what);
        assertTrue(place.protocol() == 17 || place.protocol() == 132, what);
        assertEquals(v4 ? 0x0303 : 0x0104, u16(icmp, 0), what);
        assertEquals(0, u32(icmp, 4), what);
        int length = v4 ? u16(asked, start + 2) : 40 + u16(asked, start + 4);
        int quoted = Math.min(length, v4 ? 576 - 28 : 1280 - 48);
        assertEquals(slice(asked, start, quoted), slice(icmp, 8, icmp.length - 8), what);
    }
}
