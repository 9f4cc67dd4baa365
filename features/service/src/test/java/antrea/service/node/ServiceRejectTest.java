package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.PacketOutPort;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.packet.ArpPacket;
import antrea.net.packet.Checksum;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.Fragment;
import antrea.net.packet.IpHeader;
import antrea.net.packet.IpPacket;
import antrea.net.packet.NetworkPacket;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.TcpHeader;
import antrea.net.packet.Transport;
import antrea.net.packet.VlanTag;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Ports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the client of a Service without endpoints is told, byte for byte, in both families.
class ServiceRejectTest {
    private static final MacAddress CLIENT_MAC = MacAddress.parse("0a:00:00:00:00:02");
    private static final MacAddress GATEWAY_MAC = MacAddress.parse("0a:00:00:00:00:01");

    private static IpAddress client(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "10.1.0.7" : "fd00:1::7");
    }

    private static IpAddress service(IpFamily family) {
        return IpAddress.parse(family == IpFamily.V4 ? "10.96.0.10" : "fd00:96::10");
    }

    private static IpPacket toService(IpFamily family, Transport transport) {
        return IpPacket.of(client(family), service(family), transport);
    }

    private static byte[] frame(NetworkPacket content) {
        return EthernetFrame.of(CLIENT_MAC, GATEWAY_MAC, content).toBytes();
    }

    private static Optional<byte[]> answer(NetworkPacket content) {
        return ServiceReject.answer(Bytes.of(frame(content))).map(Bytes::toArray);
    }

    private static byte[] u32(long value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    /// The segment of an answer, whose Ethernet and IP headers are right.
    private static byte[] segment(IpFamily family, int protocol, byte[] answer) {
        List<Byte> expected = new ArrayList<>();
        add(expected, CLIENT_MAC.toBytes());
        add(expected, GATEWAY_MAC.toBytes());
        int header = family == IpFamily.V4 ? 20 : 40;
        int length = answer.length - 14;
        byte[] ip = Arrays.copyOfRange(answer, 14, 14 + header);
        switch (family) {
            case V4 -> {
                assertEquals(0, Checksum.of(ip), "checksum of the header");
                add(expected, 8, 0, 0x45, 0, length >>> 8, length, 0, 0, 0, 0, 128, protocol, ip[10], ip[11]);
            }
            case V6 -> {
                int payload = length - header;
                add(expected, 0x86, 0xdd, 0x60, 0, 0, 0, payload >>> 8, payload, protocol, 128);
            }
        }
        add(expected, service(family).toBytes());
        add(expected, client(family).toBytes());
        assertEquals(expected, list(Arrays.copyOf(answer, 14 + header)));
        return Arrays.copyOfRange(answer, 14 + header, answer.length);
    }

    private static void add(List<Byte> to, byte[] more) {
        to.addAll(list(more));
    }

    private static void add(List<Byte> to, int... more) {
        for (int b : more) {
            to.add((byte) b);
        }
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> out = new ArrayList<>();
        for (byte b : bytes) {
            out.add(b);
        }
        return out;
    }

    /// RFC 9293 section 3.10.7.1: without ACK `<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>`, with it
    /// `<SEQ=SEG.ACK><CTL=RST>`; SYN and FIN count in the length.
    @ParameterizedTest
    @CsvSource({
        "V4, SYN,             02, 1000,       0,          0, 14, 0,          1001",
        "V6, SYN,             02, 1000,       0,          0, 14, 0,          1001",
        "V4, SYN at the end,  02, 4294967295, 7,          0, 14, 0,          0",
        "V6, SYN with ECN,    c2, 4294967294, 0,          0, 14, 0,          4294967295",
        "V4, SYN with data,   02, 1000,       0,          5, 14, 0,          1006",
        "V6, SYN with data,   02, 4294967294, 0,          5, 14, 0,          4",
        "V4, SYN FIN,         03, 1000,       0,          0, 14, 0,          1002",
        "V4, nothing,         00, 1000,       9,          3, 14, 0,          1003",
        "V4, data,            18, 1000,       2000,       9, 04, 2000,       0",
        "V6, data,            18, 1000,       4294967295, 9, 04, 4294967295, 0",
        "V4, FIN ACK,         11, 1000,       2000,       0, 04, 2000,       0",
        "V6, SYN ACK,         12, 1000,       2000,       0, 04, 2000,       0",
    })
    void tcpIsResetAsByAClosedPort(
            IpFamily family, String what, String flags, long seq, long ack, int data, String sent, long s, long a) {
        TcpHeader header = TcpHeader.of(Integer.parseInt(flags, 16), seq, ack);
        Transport.Tcp asked = new Transport.Tcp(40001, 443, header, Bytes.of(new byte[data]));
        byte[] tcp = segment(family, 6, answer(toService(family, asked)).orElseThrow(() -> new AssertionError(what)));
        assertEquals(0, Checksum.ofTransport(service(family), client(family), 6, tcp), "checksum");
        List<Byte> expected = new ArrayList<>();
        add(expected, 443 >>> 8, 443 & 0xff, 40001 >>> 8, 40001 & 0xff);
        add(expected, u32(s));
        add(expected, u32(a));
        add(expected, 0x50, Integer.parseInt(sent, 16));
        assertEquals(expected, list(Arrays.copyOf(tcp, 14)), what);
        assertEquals(20, tcp.length);
    }

    /// RFC 792 and RFC 1812 section 4.3.2.3: as much as fits into 576 bytes; RFC 4443 section 2.4 (c): into 1280.
    @ParameterizedTest
    @CsvSource({
        "V4, 17, 0",
        "V4, 17, 1",
        "V4, 17, 520",
        "V4, 17, 521",
        "V4, 17, 9000",
        "V6, 17, 0",
        "V6, 17, 1184",
        "V6, 17, 1185",
        "V6, 17, 9000",
        "V4, 132, 0",
        "V4, 132, 20",
        "V4, 132, 1400",
        "V6, 132, 0",
        "V6, 132, 20",
        "V6, 132, 1400",
    })
    void udpAndSctpAreToldThatThePortIsUnreachable(IpFamily family, int protocol, int data) {
        Bytes payload = Bytes.of(new byte[data]);
        IpPacket asked = toService(
                family,
                protocol == 17 ? new Transport.Udp(40001, 53, payload) : new Transport.Sctp(40001, 53, 0, payload));
        assertUnreachable(asked, frame(asked), 14);
    }

    private static void assertUnreachable(IpPacket asked, byte[] frame, int start) {
        IpFamily family = asked.family();
        boolean v4 = family == IpFamily.V4;
        byte[] answer = ServiceReject.answer(Bytes.of(frame)).orElseThrow().toArray();
        byte[] icmp = segment(family, v4 ? 1 : 58, answer);
        int sum = v4 ? Checksum.of(icmp) : Checksum.ofTransport(service(family), client(family), 58, icmp);
        assertEquals(0, sum, "checksum");
        List<Byte> expected = new ArrayList<>();
        add(expected, v4 ? new int[] {3, 3} : new int[] {1, 4});
        add(expected, icmp[2], icmp[3], 0, 0, 0, 0);
        int quoted = Math.min(frame.length - start, v4 ? 576 - 28 : 1280 - 48);
        add(expected, Arrays.copyOfRange(frame, start, start + quoted));
        assertEquals(expected, list(icmp));
    }

    /// What was changed on the way back would not be recognised.
    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void quotesThePacketAsItCame(IpFamily family) {
        IpHeader header = new IpHeader(
                0xb9,
                3,
                0x1234,
                family == IpFamily.V4 ? 0 : 0xabcde,
                new Fragment(false, true, 0),
                family == IpFamily.V4 ? Bytes.of(0x94, 4, 0, 0) : Bytes.EMPTY);
        IpPacket asked = toService(family, new Transport.Udp(40001, 53, Bytes.of(1, 2, 3, 4, 5, 6, 7, 8)))
                .withHeader(header);
        byte[] frame = frame(asked);
        frame[frame.length - 10] ^= 0x55; // in the UDP checksum, which the sender may leave to its network card
        assertUnreachable(asked, frame, 14);
        byte[] tagged = new EthernetFrame(GATEWAY_MAC, CLIENT_MAC, List.of(VlanTag.of(7)), asked).toBytes();
        assertUnreachable(asked, tagged, 18);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void paddingIsNotQuoted(IpFamily family) {
        IpPacket asked = toService(family, Transport.Udp.of(40001, 53));
        byte[] padded = Arrays.copyOf(frame(asked), 100);
        assertEquals(answer(asked).map(Bytes::of), ServiceReject.answer(Bytes.of(padded)));
    }

    private static void assertNoAnswer(NetworkPacket content) {
        assertTrue(answer(content).isEmpty(), () -> "answered: " + content);
    }

    /// RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e), RFC 9293: neither errors nor resets are refused.
    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void refusalsAndLaterFragmentsAreNotAnswered(IpFamily family) {
        Bytes quoted = Bytes.of(toService(family, Transport.Udp.of(1, 2)).toBytes());
        for (int type = 0; type < 256; type++) {
            assertNoAnswer(toService(
                    family,
                    family == IpFamily.V4
                            ? new Transport.Icmp(type, 3, 0, quoted)
                            : new Transport.Icmpv6(type, 3, 0, quoted)));
        }
        assertNoAnswer(toService(family, Transport.Tcp.of(1, 2, TcpFlags.RST)));
        assertNoAnswer(toService(family, Transport.Tcp.of(1, 2, TcpFlags.RST | TcpFlags.ACK)));
        for (int protocol : new int[] {6, 17, 132}) {
            Transport middle = new Transport.Other(protocol, Bytes.of(new byte[64]));
            for (Fragment later : List.of(new Fragment(false, true, 1), new Fragment(false, false, 0x1fff))) {
                assertNoAnswer(toService(family, middle).withHeader(IpHeader.PLAIN.withFragment(later)));
            }
        }
        assertNoAnswer(toService(family, new Transport.Other(47, Bytes.of(new byte[64]))));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "224.0.0.251",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "ff02::fb",
        "ff0e::1"
    })
    void onlyOneHostIsAnsweredAndOnlyForOne(String address) {
        IpAddress nobody = IpAddress.parse(address);
        for (Transport transport :
                List.of(Transport.Tcp.syn(1, 2), Transport.Udp.of(1, 2), new Transport.Sctp(1, 2, 0, Bytes.EMPTY))) {
            assertNoAnswer(IpPacket.of(nobody, service(nobody.family()), transport));
            assertNoAnswer(IpPacket.of(client(nobody.family()), nobody, transport));
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void framesToOrFromManyAreNotAnswered(IpFamily family) {
        MacAddress group = MacAddress.parse("01:00:5e:00:00:01");
        for (Transport transport : List.of(Transport.Tcp.syn(1, 2), Transport.Udp.of(1, 2))) {
            IpPacket packet = toService(family, transport);
            for (MacAddress many : List.of(MacAddress.BROADCAST, group, MacAddress.ZERO)) {
                for (EthernetFrame frame : List.of(
                        EthernetFrame.of(CLIENT_MAC, many, packet), EthernetFrame.of(many, GATEWAY_MAC, packet))) {
                    assertEquals(Optional.empty(), ServiceReject.answer(Bytes.of(frame.toBytes())));
                }
            }
        }
        assertNoAnswer(new ArpPacket(
                ArpPacket.REQUEST, CLIENT_MAC, client(IpFamily.V4), MacAddress.ZERO, service(IpFamily.V4)));
        assertNoAnswer(new NetworkPacket.Other(0x88cc, Bytes.of(new byte[64])));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void answerGoesToThePortOfTheClient(IpFamily family) {
        List<Message> sent = new ArrayList<>();
        ServiceReject reject = new ServiceReject(PacketOutPort.over(sent::add));
        byte[] frame = frame(toService(family, Transport.Tcp.syn(40001, 443)));
        PacketIn.Origin origin = new PacketIn.Origin(11, 0, 1);
        Match fromPod = Match.of(FieldMatch.exact(OxmField.IN_PORT, 7));
        for (Match metadata : List.of(Match.ANY, fromPod)) {
            reject.observe(
                    new PacketIn(Bytes.of(frame), frame.length, origin, metadata, Bytes.of(4), Optional.empty()));
        }
        Bytes answer = ServiceReject.answer(Bytes.of(frame)).orElseThrow();
        assertEquals(List.of(PacketOut.from(Ports.LOCAL, List.of(new Action.Output(7)), answer)), sent);
    }
}
