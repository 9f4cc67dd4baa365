package antrea.net.packet;

import antrea.net.IpAddress;
import java.util.zip.CRC32C;

/// The checksums of the Internet protocols.
public final class Checksum {
    private Checksum() {}

    /// The Internet checksum (RFC 1071) of `content`; zero for content that carries its own correct checksum.
    public static int of(byte[] content) {
        return ~fold(sum(content, 0)) & 0xffff;
    }

    /// The checksum of a transport segment with the pseudo header of its family (RFC 9293 3.1, RFC 8200 8.1).
    public static int ofTransport(IpAddress source, IpAddress destination, int protocol, byte[] segment) {
        long sum = sum(source.toBytes(), 0);
        sum = sum(destination.toBytes(), sum);
        sum += protocol + (segment.length >>> 16) + (segment.length & 0xffff);
        return ~fold(sum(segment, sum)) & 0xffff;
    }

    /// CRC32c as SCTP puts it on the wire, least significant byte first (RFC 9260 appendix A).
    static long sctp(byte[] packet) {
        CRC32C crc = new CRC32C();
        crc.update(packet, 0, packet.length);
        return Integer.reverseBytes((int) crc.getValue()) & 0xffffffffL;
    }

    private static long sum(byte[] content, long start) {
        long sum = start;
        for (int i = 0; i + 1 < content.length; i += 2) {
            sum += (content[i] & 0xff) << 8 | content[i + 1] & 0xff;
        }
        if (content.length % 2 == 1) {
            sum += (content[content.length - 1] & 0xff) << 8;
        }
        return sum;
    }

    private static int fold(long sum) {
        long out = sum;
        while (out >>> 16 != 0) {
            out = (out & 0xffff) + (out >>> 16);
        }
        return (int) out;
    }
}
