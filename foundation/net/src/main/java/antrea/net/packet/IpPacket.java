package antrea.net.packet;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;

/// An IPv4 or IPv6 packet (RFC 791, RFC 8200).
public record IpPacket(IpAddress source, IpAddress destination, IpHeader header, Transport transport)
        implements NetworkPacket {
    /// Throws [IllegalArgumentException] for addresses of two families.
    public IpPacket {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("two families: " + source + " and " + destination);
        }
    }

    /// A packet with hop limit 64 and no options.
    public static IpPacket of(IpAddress source, IpAddress destination, Transport transport) {
        return new IpPacket(source, destination, IpHeader.PLAIN, transport);
    }

    /// A packet back to the sender of this one, with hop limit 64.
    public IpPacket reply(Transport answer) {
        return of(/* source= */ destination, /* destination= */ source, answer);
    }

    public IpFamily family() {
        return source.family();
    }

    @Override
    public int etherType() {
        return family().etherType();
    }

    /// The number of the protocol that [#transport] is.
    public int protocolNumber() {
        return transport.protocolNumber();
    }

    public boolean is(Protocol protocol) {
        return protocolNumber() == protocol.number();
    }

    @Override
    public byte[] toBytes() {
        byte[] segment = transport.toBytes(source, destination);
        return family() == IpFamily.V4 ? v4(segment) : v6(segment);
    }

    private byte[] v4(byte[] segment) {
        Bytes options = header.options();
        int headerLength = 20 + options.length();
        if (options.length() % 4 != 0 || options.length() > 40) {
            throw new IllegalArgumentException("IPv4 options fill whole words, at most ten: " + options);
        }
        byte[] head = new ByteSink()
                .u8(0x40 | headerLength / 4)
                .u8(header.trafficClass())
                .u16(headerLength + segment.length)
                .u16(header.identification())
                .u16(header.fragment().flagsAndOffset())
                .u8(header.hopLimit())
                .u8(protocolNumber())
                .u16(0)
                .ip(source)
                .ip(destination)
                .bytes(options)
                .toArray();
        int sum = Checksum.of(head);
        head[10] = (byte) (sum >>> 8);
        head[11] = (byte) sum;
        return new ByteSink().array(head).array(segment).toArray();
    }

    private byte[] v6(byte[] segment) {
        ByteSink extensions = new ByteSink();
        int next = protocolNumber();
        Fragment fragment = header.fragment();
        if (fragment.isPresentInV6()) {
            extensions
                    .u8(next)
                    .u8(0)
                    .u16(fragment.offset() << 3 | (fragment.more() ? 1 : 0))
                    .u32(header.identification());
            next = IpReader.FRAGMENT;
        }
        byte[] chain = extensions.toArray();
        return new ByteSink()
                .u32(0x60000000L | (long) header.trafficClass() << 20 | header.flowLabel())
                .u16(chain.length + segment.length)
                .u8(next)
                .u8(header.hopLimit())
                .ip(source)
                .ip(destination)
                .array(chain)
                .array(segment)
                .toArray();
    }

    public IpPacket withHeader(IpHeader other) {
        return new IpPacket(source, destination, other, transport);
    }

    public IpPacket withTransport(Transport other) {
        return new IpPacket(source, destination, header, other);
    }
}
