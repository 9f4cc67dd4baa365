package antrea.net.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.U128;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {
    private static Arbitrary<Integer> port() {
        return Arbitraries.integers().between(0, 65535);
    }

    private static Arbitrary<Integer> octet() {
        return Arbitraries.integers().between(0, 255);
    }

    private static Arbitrary<Long> word() {
        return Arbitraries.longs().between(0, 0xffffffffL);
    }

    private static Arbitrary<Bytes> bytes(int max) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(max).map(Bytes::of);
    }

    private static Arbitrary<MacAddress> mac() {
        return Arbitraries.longs().between(0, 0xffffffffffffL).map(MacAddress::new);
    }

    private static Arbitrary<IpAddress> ip(IpFamily family) {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as((a, b) -> IpAddress.of(family, family == IpFamily.V4 ? U128.of(a & 0xffffffffL) : new U128(a, b)));
    }

    private static Arbitrary<Transport> transport(IpFamily family) {
        Arbitrary<Bytes> options = Arbitraries.integers().between(0, 10).map(n -> Bytes.of(new byte[4 * n]));
        Arbitrary<TcpHeader> header = Combinators.combine(
                        word(), word(), Arbitraries.integers().between(0, 0xfff), port(), port(), options)
                .as(TcpHeader::new);
        Arbitrary<Transport> tcp =
                Combinators.combine(port(), port(), header, bytes(40)).as(Transport.Tcp::new);
        Arbitrary<Transport> udp =
                Combinators.combine(port(), port(), bytes(40)).as(Transport.Udp::new);
        Arbitrary<Transport> sctp =
                Combinators.combine(port(), port(), word(), bytes(40)).as(Transport.Sctp::new);
        Arbitrary<Transport> other = bytes(40).map(b -> new Transport.Other(103, b));
        Arbitrary<Transport> icmp = family == IpFamily.V4
                ? Combinators.combine(octet(), octet(), word(), bytes(40)).as(Transport.Icmp::new)
                : Combinators.combine(Arbitraries.integers().between(0, 134), octet(), word(), bytes(40))
                        .as(Transport.Icmpv6::new);
        Arbitrary<Transport> family2 = family == IpFamily.V4
                ? Combinators.combine(octet(), octet(), bytes(20).map(b -> Bytes.of(new byte[4 + b.length()])))
                        .as(Transport.Igmp::new)
                : Combinators.combine(Arbitraries.of(135, 136), word(), ip(IpFamily.V6), mac().optional())
                        .as(Transport.Neighbor::new);
        return Arbitraries.oneOf(tcp, udp, sctp, icmp, family2, other);
    }

    private static Arbitrary<IpPacket> packet(IpFamily family) {
        Arbitrary<IpHeader> header = family == IpFamily.V4
                ? Combinators.combine(
                                octet(),
                                octet(),
                                port(),
                                Arbitraries.integers().between(0, 10),
                                Arbitraries.of(true, false))
                        .as((tos, ttl, id, words, cut) -> new IpHeader(
                                tos, ttl, id, 0, new Fragment(cut, false, 0), Bytes.of(new byte[4 * words])))
                : Combinators.combine(octet(), octet(), Arbitraries.integers().between(0, 0xfffff))
                        .as((tc, hops, label) -> new IpHeader(tc, hops, 0, label, Fragment.WHOLE, Bytes.EMPTY));
        return Combinators.combine(ip(family), ip(family), header, transport(family))
                .as(IpPacket::new);
    }

    @Provide
    Arbitrary<EthernetFrame> frames() {
        Arbitrary<NetworkPacket> arp = Combinators.combine(port(), mac(), ip(IpFamily.V4), mac(), ip(IpFamily.V4))
                .as(ArpPacket::new);
        Arbitrary<NetworkPacket> other = bytes(60).map(b -> new NetworkPacket.Other(0x88cc, b));
        Arbitrary<NetworkPacket> content = Arbitraries.oneOf(
                packet(IpFamily.V4).map(p -> p), packet(IpFamily.V6).map(p -> p), arp, other);
        Arbitrary<VlanTag> tag = Combinators.combine(
                        Arbitraries.of(0x8100, 0x88a8),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 4095))
                .as(VlanTag::new);
        return Combinators.combine(mac(), mac(), tag.list().ofMaxSize(2), content)
                .as(EthernetFrame::new);
    }

    @Property
    void framesRoundTrip(@ForAll("frames") EthernetFrame frame) {
        assertEquals(frame, EthernetFrame.parse(frame.toBytes()));
    }

    @Property
    void everyTransportChecksumIsRight(@ForAll("frames") EthernetFrame frame) {
        if (!(frame.content() instanceof IpPacket ip)) {
            return;
        }
        byte[] segment = ip.transport().toBytes(ip.source(), ip.destination());
        switch (ip.transport()) {
            case Transport.Tcp _, Transport.Udp _, Transport.Icmpv6 _, Transport.Neighbor _ ->
                assertEquals(0, Checksum.ofTransport(ip.source(), ip.destination(), ip.protocolNumber(), segment));
            case Transport.Icmp _, Transport.Igmp _ -> assertEquals(0, Checksum.of(segment));
            case Transport.Sctp _, Transport.Other _ -> {}
        }
    }

    @Property
    void truncatedFramesAreRefusedOrRead(@ForAll("frames") EthernetFrame frame, @ForAll short cut) {
        byte[] whole = frame.toBytes();
        byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));
        readOrRefuse(part);
        if (frame.content() instanceof IpPacket) {
            assertThrows(PacketException.class, () -> EthernetFrame.parse(part));
        }
    }

    @Property
    void randomBytesAreRefusedOrRead(@ForAll byte[] bytes) {
        readOrRefuse(bytes);
        try {
            QuotedPacket.read(bytes);
        } catch (PacketException _) {
            // Refused, which is all that is asked.
        }
    }

    @Property
    void damagedFramesAreRefusedOrRead(@ForAll("frames") EthernetFrame frame, @ForAll short at, @ForAll byte value) {
        byte[] bytes = frame.toBytes();
        bytes[Math.floorMod(at, bytes.length)] = value;
        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            EthernetFrame.parse(bytes).toBytes();
        } catch (PacketException _) {
            // Refused, which is all that is asked.
        }
    }

    @Property
    void paddingIsDropped(@ForAll("frames") EthernetFrame frame) {
        if (frame.content() instanceof IpPacket) {
            byte[] bytes = frame.toBytes();
            assertEquals(frame, EthernetFrame.parse(Arrays.copyOf(bytes, bytes.length + 7)));
        }
    }

    @Property
    void quotedPacketHasTheTupleOfThePacket(@ForAll("frames") EthernetFrame frame) {
        if (frame.content() instanceof IpPacket ip && ip.transport() instanceof Transport.Tcp tcp) {
            byte[] bytes = ip.toBytes();
            int header = ip.family() == IpFamily.V4 ? 20 + ip.header().options().length() : 40;
            QuotedPacket quoted = QuotedPacket.read(Arrays.copyOf(bytes, header + 8));
            assertEquals(
                    new QuotedPacket(ip.source(), ip.destination(), 6, tcp.sourcePort(), tcp.destinationPort()),
                    quoted);
        }
    }

    /// A header as captured from a host.
    @Test
    void knownIpv4HeaderHasItsKnownChecksum() {
        byte[] header = HexFormat.of().parseHex("4500003c1c4640004006b1e6ac100a63ac100a0c");
        assertEquals(0, Checksum.of(header));
        header[10] = 0;
        header[11] = 0;
        assertEquals(0xb1e6, Checksum.of(header));
    }

    /// CRC32c of the nine digits, from RFC 3720 B.4 and the catalogue of CRC algorithms: 0xe3069283.
    @Test
    void sctpChecksumIsCrc32c() {
        assertEquals(0x839206e3L, Checksum.sctp("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Test
    void wrongHeaderChecksumIsRefused() {
        byte[] bytes = EthernetFrame.of(
                        MacAddress.ZERO,
                        MacAddress.BROADCAST,
                        IpPacket.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), Transport.Udp.of(1, 2)))
                .toBytes();
        bytes[24] ^= 1;
        assertThrows(PacketException.class, () -> EthernetFrame.parse(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 60})
    void extensionHeadersAreSteppedOver(int extension) {
        IpAddress a = IpAddress.parse("fd00::1");
        IpAddress b = IpAddress.parse("fd00::2");
        byte[] udp = Transport.Udp.of(53, 54).toBytes(a, b);
        byte[] bytes = new ByteSink()
                .mac(MacAddress.ZERO)
                .mac(MacAddress.ZERO)
                .u16(0x86dd)
                .u32(0x60000000L)
                .u16(8 + udp.length)
                .u8(extension)
                .u8(9)
                .ip(a)
                .ip(b)
                .u8(17)
                .u8(0)
                .zeros(6)
                .array(udp)
                .toArray();
        IpPacket read = (IpPacket) EthernetFrame.parse(bytes).content();
        assertEquals(Transport.Udp.of(53, 54), read.transport());
    }

    @Test
    void laterFragmentsHaveNoTransport() {
        for (IpFamily family : IpFamily.values()) {
            IpAddress a = IpAddress.parse(family == IpFamily.V4 ? "10.0.0.1" : "fd00::1");
            Fragment later = new Fragment(false, true, 3);
            IpPacket packet = new IpPacket(
                    a, a, IpHeader.PLAIN.withFragment(later), new Transport.Other(6, Bytes.of(1, 2, 3, 4, 5, 6, 7, 8)));
            EthernetFrame frame = EthernetFrame.of(MacAddress.ZERO, MacAddress.ZERO, packet);
            assertEquals(frame, EthernetFrame.parse(frame.toBytes()));
            assertTrue(((IpPacket) EthernetFrame.parse(frame.toBytes()).content())
                    .header()
                    .fragment()
                    .isLater());
        }
    }

    @Test
    void neighborOptionsAreRead() {
        IpAddress target = IpAddress.parse("fd00::7");
        MacAddress mac = MacAddress.parse("02:00:00:00:00:07");
        Transport ask = new Transport.Neighbor(135, 0, target, Optional.of(mac));
        EthernetFrame frame = new EthernetFrame(
                MacAddress.parse("33:33:ff:00:00:07"), mac, List.of(), IpPacket.of(target, target, ask));
        assertEquals(frame, EthernetFrame.parse(frame.toBytes()));
        assertEquals(86, frame.toBytes().length);
    }
}
