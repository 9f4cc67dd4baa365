package antrea.oracle;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.packet.Checksum;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.Fragment;
import antrea.net.packet.IpHeader;
import antrea.net.packet.IpPacket;
import antrea.net.packet.TcpHeader;
import antrea.net.packet.Transport;
import antrea.net.packet.VlanTag;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Frames as nobody means them: whole ones of all kinds, damaged ones, noise. About every second damaged IPv4
/// header has a right checksum, or nothing but the checksum would be tried.
final class HostileFrames {
    private static final List<IpAddress> V4 = addresses(
            "10.1.0.7",
            "10.1.0.8",
            "10.96.0.10",
            "192.168.7.1",
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.1",
            "255.255.255.255");
    private static final List<IpAddress> V6 =
            addresses("fd00:1::7", "fd00:1::8", "fd00:96::10", "fe80::1", "::", "::1", "ff02::1", "::ffff:10.1.0.7");
    private static final List<MacAddress> MACS = List.of(
            MacAddress.parse("0a:00:00:00:00:01"),
            MacAddress.parse("0a:00:00:00:00:02"),
            MacAddress.parse("aa:bb:cc:dd:ee:ff"),
            MacAddress.parse("33:33:00:00:00:01"),
            MacAddress.BROADCAST,
            MacAddress.ZERO);
    private static final List<Integer> EDGES = List.of(0, 1, 4, 5, 7, 8, 15, 16, 0x45, 0x4f, 0x60, 0x7f, 0x80, 0xff);
    private static final List<Integer> EXTENSIONS = List.of(0, 43, 44, 60, 50, 51, 59, 135);
    private static final List<Integer> LENGTHS = List.of(0, 0, 1, 7, 8, 20, 64, 520, 521, 1184, 1185, 1460, 9000);

    private final Random random;

    HostileFrames(Random random) {
        this.random = random;
    }

    private static List<IpAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(IpAddress::parse).toList();
    }

    byte[] next() {
        if (oneIn(20)) {
            return noise();
        }
        byte[] frame = whole();
        for (int damages = random.nextInt(4); damages > 0; damages--) {
            frame = damaged(frame);
        }
        if (random.nextBoolean()) {
            mendChecksum(frame);
        }
        return frame;
    }

    private byte[] noise() {
        byte[] out = new byte[random.nextInt(200)];
        random.nextBytes(out);
        if (out.length > 14 && random.nextBoolean()) {
            boolean v4 = random.nextBoolean();
            out[12] = (byte) (v4 ? 0x08 : 0x86);
            out[13] = (byte) (v4 ? 0x00 : 0xdd);
            out[14] = (byte) (v4 ? 0x45 : 0x60);
        }
        return out;
    }

    private byte[] whole() {
        IpFamily family = random.nextBoolean() ? IpFamily.V4 : IpFamily.V6;
        List<IpAddress> addresses = family == IpFamily.V4 ? V4 : V6;
        IpPacket packet = new IpPacket(mostlyFirst(addresses), mostlyFirst(addresses), header(family), transport());
        List<VlanTag> tags = oneIn(8) ? List.of(VlanTag.of(random.nextInt(4096))) : List.of();
        List<VlanTag> more = oneIn(30) ? List.of(VlanTag.of(1), VlanTag.of(2)) : tags;
        return new EthernetFrame(mostlyFirst(MACS), mostlyFirst(MACS), more, packet).toBytes();
    }

    private IpHeader header(IpFamily family) {
        boolean cut = oneIn(6);
        Fragment fragment = new Fragment(
                family == IpFamily.V4 && random.nextBoolean(),
                cut && random.nextBoolean(),
                cut && random.nextBoolean() ? random.nextInt(0x2000) : 0);
        Bytes options = family == IpFamily.V4 && oneIn(6) ? bytes(4 * random.nextInt(11)) : Bytes.EMPTY;
        int label = family == IpFamily.V6 ? random.nextInt(1 << 20) : 0;
        return new IpHeader(
                random.nextInt(256), random.nextInt(256), random.nextInt(1 << 16), label, fragment, options);
    }

    private Transport transport() {
        int from = random.nextInt(1 << 16);
        int to = random.nextInt(1 << 16);
        Bytes content = bytes(pick(LENGTHS));
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> new Transport.Tcp(from, to, tcp(), content);
            case 4, 5 -> new Transport.Udp(from, to, content);
            case 6, 7 -> new Transport.Sctp(from, to, random.nextInt() & 0xffffffffL, content);
            case 8 -> new Transport.Icmp(random.nextInt(256), random.nextInt(16), from, content);
            case 9 -> new Transport.Icmpv6(random.nextInt(256), random.nextInt(2), from, content);
            case 10 -> extended(pick(EXTENSIONS), new Transport.Udp(from, to, content));
            default -> new Transport.Other(random.nextInt(256), content);
        };
    }

    /// One more header before the transport, as IPv6 has them; the checksum behind it may be wrong.
    private static Transport extended(int kind, Transport behind) {
        byte[] segment = behind.toBytes(V6.getFirst(), V6.getLast());
        byte[] out = new byte[8 + segment.length];
        out[0] = (byte) behind.protocolNumber();
        System.arraycopy(segment, 0, out, 8, segment.length);
        return new Transport.Other(kind, Bytes.of(out));
    }

    private TcpHeader tcp() {
        int flags = oneIn(3) ? random.nextInt(1 << 9) : 2;
        return new TcpHeader(
                random.nextInt() & 0xffffffffL,
                random.nextInt() & 0xffffffffL,
                flags,
                random.nextInt(1 << 16),
                random.nextInt(1 << 16),
                bytes(4 * random.nextInt(11)));
    }

    private byte[] damaged(byte[] frame) {
        if (frame.length == 0) {
            return frame;
        }
        int at = random.nextInt(oneIn(4) ? frame.length : Math.min(frame.length, 80));
        byte[] out = frame.clone();
        switch (random.nextInt(5)) {
            case 0 -> out = Arrays.copyOf(frame, at);
            case 1 -> out = Arrays.copyOf(frame, frame.length + random.nextInt(64));
            case 2 -> out[at] = pick(EDGES).byteValue();
            case 3 -> out[at] = (byte) random.nextInt();
            default -> out[at] ^= (byte) (1 << random.nextInt(8));
        }
        return out;
    }

    /// Where there is an IPv4 header behind the addresses.
    private static void mendChecksum(byte[] frame) {
        headerLength(frame).ifPresent(length -> {
            frame[24] = 0;
            frame[25] = 0;
            int sum = Checksum.of(Arrays.copyOfRange(frame, 14, 14 + length));
            frame[24] = (byte) (sum >>> 8);
            frame[25] = (byte) sum;
        });
    }

    private static Optional<Integer> headerLength(byte[] frame) {
        if (frame.length < 34 || frame[12] != 8 || frame[13] != 0) {
            return Optional.empty();
        }
        int length = 4 * (frame[14] & 0xf);
        return length >= 20 && frame.length >= 14 + length ? Optional.of(length) : Optional.empty();
    }

    private Bytes bytes(int count) {
        byte[] out = new byte[count];
        random.nextBytes(out);
        return Bytes.of(out);
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> T mostlyFirst(List<T> of) {
        return oneIn(5) ? pick(of) : of.get(random.nextInt(3));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}
