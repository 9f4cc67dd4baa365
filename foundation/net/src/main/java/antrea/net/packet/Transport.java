package antrea.net.packet;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.net.Protocol;
import java.util.Optional;

/// What an IP packet carries.
public sealed interface Transport {
    int protocolNumber();

    /// The segment with its checksum, which covers the addresses for most protocols.
    byte[] toBytes(IpAddress source, IpAddress destination);

    /// TCP (RFC 9293). Numbers are unsigned 32 bits; `flags` are the low nine bits of the header word
    /// ([TcpFlags]).
    record Tcp(int sourcePort, int destinationPort, TcpHeader header, Bytes payload) implements Transport {
        public static Tcp syn(int sourcePort, int destinationPort) {
            return new Tcp(sourcePort, destinationPort, TcpHeader.of(TcpFlags.SYN, 0, 0), Bytes.EMPTY);
        }

        public static Tcp of(int sourcePort, int destinationPort, int flags) {
            return new Tcp(sourcePort, destinationPort, TcpHeader.of(flags, 0, 0), Bytes.EMPTY);
        }

        @Override
        public int protocolNumber() {
            return Protocol.TCP.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            byte[] out = new ByteSink()
                    .u16(sourcePort)
                    .u16(destinationPort)
                    .u32(header.sequence())
                    .u32(header.acknowledgement())
                    .u16((5 + header.options().length() / 4) << 12 | header.flags())
                    .u16(header.window())
                    .u16(0)
                    .u16(header.urgent())
                    .bytes(header.options())
                    .bytes(payload)
                    .toArray();
            return withChecksum(out, 16, Checksum.ofTransport(source, destination, protocolNumber(), out));
        }
    }

    /// UDP (RFC 768).
    record Udp(int sourcePort, int destinationPort, Bytes payload) implements Transport {
        public static Udp of(int sourcePort, int destinationPort) {
            return new Udp(sourcePort, destinationPort, Bytes.EMPTY);
        }

        @Override
        public int protocolNumber() {
            return Protocol.UDP.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            byte[] out = new ByteSink()
                    .u16(sourcePort)
                    .u16(destinationPort)
                    .u16(8 + payload.length())
                    .u16(0)
                    .bytes(payload)
                    .toArray();
            int sum = Checksum.ofTransport(source, destination, protocolNumber(), out);
            return withChecksum(out, 6, sum == 0 ? 0xffff : sum);
        }
    }

    /// SCTP (RFC 9260), the chunks unread.
    record Sctp(int sourcePort, int destinationPort, long verificationTag, Bytes chunks) implements Transport {
        @Override
        public int protocolNumber() {
            return Protocol.SCTP.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            byte[] out = new ByteSink()
                    .u16(sourcePort)
                    .u16(destinationPort)
                    .u32(verificationTag)
                    .u32(0)
                    .bytes(chunks)
                    .toArray();
            long crc = Checksum.sctp(out);
            for (int i = 0; i < 4; i++) {
                out[8 + i] = (byte) (crc >>> 24 - 8 * i);
            }
            return out;
        }
    }

    /// ICMP of IPv4 (RFC 792). `rest` is the second word of the header: identifier and sequence number of an echo.
    record Icmp(int type, int code, long rest, Bytes body) implements Transport {
        /// An echo request.
        public static Icmp echo(int identifier, int sequence) {
            return new Icmp(8, 0, (long) identifier << 16 | sequence, Bytes.EMPTY);
        }

        @Override
        public int protocolNumber() {
            return Protocol.ICMP.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            byte[] out = new ByteSink()
                    .u8(type)
                    .u8(code)
                    .u16(0)
                    .u32(rest)
                    .bytes(body)
                    .toArray();
            return withChecksum(out, 2, Checksum.of(out));
        }
    }

    /// ICMPv6 (RFC 4443) except [Neighbor].
    record Icmpv6(int type, int code, long rest, Bytes body) implements Transport {
        /// An echo request.
        public static Icmpv6 echo(int identifier, int sequence) {
            return new Icmpv6(128, 0, (long) identifier << 16 | sequence, Bytes.EMPTY);
        }

        @Override
        public int protocolNumber() {
            return Protocol.ICMPV6.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            byte[] out = new ByteSink()
                    .u8(type)
                    .u8(code)
                    .u16(0)
                    .u32(rest)
                    .bytes(body)
                    .toArray();
            return withChecksum(out, 2, Checksum.ofTransport(source, destination, protocolNumber(), out));
        }
    }

    /// Neighbor solicitation (135) and advertisement (136) of ICMPv6 (RFC 4861 sections 4.3, 4.4). `flags` are the
    /// router, solicited and override bits of an advertisement, in the high bits of the word.
    record Neighbor(int type, long flags, IpAddress target, Optional<MacAddress> linkLayer) implements Transport {
        public static final int SOLICITATION = 135;
        public static final int ADVERTISEMENT = 136;

        /// Throws [IllegalArgumentException] for another type, and for a target that is not IPv6.
        public Neighbor {
            if (type != SOLICITATION && type != ADVERTISEMENT || target.isV4()) {
                throw new IllegalArgumentException("no neighbor message: type " + type + ", target " + target);
            }
        }

        @Override
        public int protocolNumber() {
            return Protocol.ICMPV6.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            ByteSink sink = new ByteSink().u8(type).u8(0).u16(0).u32(flags).ip(target);
            linkLayer.ifPresent(
                    mac -> sink.u8(type == SOLICITATION ? 1 : 2).u8(1).mac(mac));
            byte[] out = sink.toArray();
            return withChecksum(out, 2, Checksum.ofTransport(source, destination, protocolNumber(), out));
        }
    }

    /// IGMP (RFC 2236, RFC 3376). `maxResponse` is the maximal response code, `rest` all behind the checksum.
    record Igmp(int type, int maxResponse, Bytes rest) implements Transport {
        @Override
        public int protocolNumber() {
            return Protocol.IGMP.number();
        }

        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            byte[] out =
                    new ByteSink().u8(type).u8(maxResponse).u16(0).bytes(rest).toArray();
            return withChecksum(out, 2, Checksum.of(out));
        }
    }

    /// A protocol without reader here, or a later fragment of any.
    record Other(int protocolNumber, Bytes content) implements Transport {
        @Override
        public byte[] toBytes(IpAddress source, IpAddress destination) {
            return content.toArray();
        }
    }

    private static byte[] withChecksum(byte[] segment, int at, int sum) {
        segment[at] = (byte) (sum >>> 8);
        segment[at + 1] = (byte) sum;
        return segment;
    }
}
