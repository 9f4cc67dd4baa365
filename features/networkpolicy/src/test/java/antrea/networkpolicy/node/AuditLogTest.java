package antrea.networkpolicy.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.ObjectKey;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.Transport;
import antrea.networkpolicy.node.AuditRecord.Disposition;
import antrea.networkpolicy.node.AuditRecord.RuleLabel;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.podnetwork.api.LocalInterface;
import antrea.runtime.log.RotatingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The audit log, from packets that the switch sends up to lines.
class AuditLogTest {
    private static final RotatingFile.Rotation ROTATION =
            new RotatingFile.Rotation(1 << 20, 3, Duration.ofDays(28), RotatingFile.Packing.PLAIN);
    private static final List<String> TABLES =
            List.of("EgressRule", "EgressDefaultRule", "IngressRule", "IngressDefaultRule", "L3Forwarding");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path logs;

    private Instant now = Instant.parse("2023-07-04T12:31:02.801442Z");
    private final AuditRegistry registry = new AuditRegistry();

    AuditLogTest() {
        registry.put(7, new RuleLabel("K8sNetworkPolicy:default/allow-tcp-80", "", "190", ""));
        LocalInterface local = new LocalInterface(
                "veth",
                5,
                new ObjectKey("default", "nettool"),
                "container",
                MacAddress.parse("0a:00:00:00:00:01"),
                List.of(IpAddress.parse("10.10.1.7"), IpAddress.parse("fd00::7")));
        registry.observe(Optional.empty(), Optional.of(local));
    }

    private static PacketIn packet(String from, String to, Transport transport, FieldMatch... registers) {
        IpPacket ip = IpPacket.of(IpAddress.parse(from), IpAddress.parse(to), transport);
        byte[] frame = EthernetFrame.of(
                        MacAddress.parse("0a:00:00:00:00:02"), MacAddress.parse("0a:00:00:00:00:01"), ip)
                .toBytes();
        Match metadata = Match.ANY;
        for (FieldMatch register : registers) {
            metadata = metadata.and(register);
        }
        return new PacketIn(
                Bytes.of(frame),
                frame.length,
                new PacketIn.Origin(40, 0, 1),
                metadata,
                Bytes.of(1, 1),
                Optional.empty());
    }

    private static FieldMatch register(OxmField field, long value) {
        return FieldMatch.exact(field, value);
    }

    private List<String> lines(PacketIn... packets) {
        List<String> out = new ArrayList<>();
        PolicyPackets handler = new PolicyPackets(registry, TABLES::get, r -> out.add(r.text()));
        for (PacketIn packet : packets) {
            handler.observe(packet);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"10.10.1.13, 10.10.1.7, 40", "fd00::13, fd00::7, 60"})
    void allowedPacketNamesItsPolicy(String from, String to, int length) {
        PacketIn packet = packet(
                from,
                to,
                Transport.Tcp.syn(57050, 80),
                register(OxmField.REG0, 2 << 21 | 1 << 25),
                register(OxmField.REG2, 2),
                register(OxmField.REG6, 7));
        assertEquals(
                List.of("IngressRule K8sNetworkPolicy:default/allow-tcp-80 <nil> Ingress Allow 190 default/nettool "
                        + from + " 57050 " + to + " 80 TCP " + length + " <nil>"),
                lines(packet));
    }

    @Test
    void dropThatNoRuleMadeNamesNoPolicyAndPingHasNoPorts() {
        PacketIn packet = packet(
                "10.10.1.13",
                "10.10.1.7",
                Transport.Icmp.echo(7, 1),
                register(OxmField.REG0, 1 << 11 | 2 << 21 | 1 << 25),
                register(OxmField.REG2, 3));
        int length = IpPacket.of(IpAddress.parse("10.10.1.13"), IpAddress.parse("10.10.1.7"), Transport.Icmp.echo(7, 1))
                .toBytes()
                .length;
        assertEquals(
                List.of("IngressDefaultRule K8sNetworkPolicy <nil> Ingress Drop <nil> default/nettool "
                        + "10.10.1.13 <nil> 10.10.1.7 <nil> ICMP " + length + " <nil>"),
                lines(packet));
    }

    @Test
    void egressIsOfTheSource() {
        PacketIn dropped = packet(
                "fd00::7",
                "fd00::99",
                Transport.Udp.of(1000, 53),
                register(OxmField.REG0, 1 << 11),
                register(OxmField.REG2, 1));
        assertEquals(
                List.of("EgressDefaultRule K8sNetworkPolicy <nil> Egress Drop <nil> default/nettool "
                        + "fd00::7 1000 fd00::99 53 UDP 48 <nil>"),
                lines(dropped));
        PacketIn allowed = packet("10.9.9.9", "10.10.1.7", Transport.Udp.of(1000, 53), register(OxmField.REG5, 7));
        assertTrue(lines(allowed)
                .getFirst()
                .startsWith("EgressRule K8sNetworkPolicy:default/allow-tcp-80 <nil> Egress Allow 190 <nil> "));
    }

    @Test
    void packetsOfOtherOperationsTablesAndRulesAreNotLogged() {
        PacketIn foreign = packet("10.10.1.13", "10.10.1.7", Transport.Tcp.syn(1, 2), register(OxmField.REG2, 4));
        PacketIn unknown = packet(
                "10.10.1.13",
                "10.10.1.7",
                Transport.Tcp.syn(1, 2),
                register(OxmField.REG2, 2),
                register(OxmField.REG6, 99));
        PacketIn noFrame = new PacketIn(
                Bytes.of(1, 2, 3), 3, new PacketIn.Origin(0, 0, 1), Match.ANY, Bytes.of(1, 1), Optional.empty());
        PacketIn tracked = new PacketIn(
                foreign.packet(), 60, new PacketIn.Origin(0, 0, 1), Match.ANY, Bytes.of(1, 4), Optional.empty());
        PacketIn bare = new PacketIn(
                foreign.packet(), 60, new PacketIn.Origin(0, 0, 1), Match.ANY, Bytes.of(1), Optional.empty());
        assertEquals(List.of(), lines(foreign, unknown, noFrame, tracked, bare));
    }

    private static AuditRecord record(Disposition disposition, String source) {
        return new AuditRecord(
                "IngressRule",
                disposition,
                new RuleLabel("AntreaNetworkPolicy:default/test", "test-rule", "0", "test-label"),
                "Ingress",
                "default/a",
                new AuditRecord.Packet(source, "35402", "1.1.1.1", "80", "TCP", 60));
    }

    private static String text(String disposition, String source) {
        return "IngressRule AntreaNetworkPolicy:default/test test-rule Ingress " + disposition + " 0 default/a "
                + source + " 35402 1.1.1.1 80 TCP 60 test-label";
    }

    private AuditLog log() {
        return new AuditLog(logs, ROTATION, () -> now, ZoneOffset.UTC, Runnable::run);
    }

    private List<String> written() throws IOException {
        Path file = logs.resolve("networkpolicy/np.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void allowedPacketsAreWrittenAtOnceAndEach() throws IOException {
        try (AuditLog log = log()) {
            log.observe(record(Disposition.ALLOW, "0.0.0.0"));
            log.observe(record(Disposition.ALLOW, "0.0.0.0"));
            String line = "2023/07/04 12:31:02.801442 " + text("Allow", "0.0.0.0");
            assertEquals(List.of(line, line), written());
        }
    }

    @Test
    void refusedPacketsWaitASecondAndAreCounted() throws IOException {
        try (AuditLog log = log()) {
            log.observe(record(Disposition.DROP, "10.0.0.1"));
            now = now.plusMillis(300);
            log.observe(record(Disposition.DROP, "10.0.0.1"));
            log.observe(record(Disposition.REJECT, "10.0.0.2"));
            now = now.plusMillis(699);
            log.flush();
            assertEquals(List.of(), written());
            now = now.plusMillis(12);
            log.flush();
            assertEquals(
                    List.of("2023/07/04 12:31:03.812442 " + text("Drop", "10.0.0.1") + " [2 packets in 1.011s]"),
                    written());
            log.observe(record(Disposition.DROP, "10.0.0.1"));
            now = now.plusMillis(1000);
            log.flush();
            assertEquals(3, written().size());
            assertTrue(written().get(1).endsWith(text("Reject", "10.0.0.2")));
            assertTrue(written().get(2).endsWith(text("Drop", "10.0.0.1")));
        }
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() throws IOException {
        log().close();
        assertFalse(Files.exists(logs.resolve("networkpolicy/np.log")));
        try (AuditLog log = log()) {
            log.observe(record(Disposition.DROP, "10.0.0.1"));
        }
        assertEquals(List.of("2023/07/04 12:31:02.801442 " + text("Drop", "10.0.0.1")), written());
    }

    @Test
    void waitingLinesComeByThemselves() throws IOException {
        InstantSource clock = InstantSource.system();
        try (AuditLog log = new AuditLog(logs, ROTATION, clock, ZoneOffset.UTC, Runnable::run)) {
            log.start();
            log.observe(record(Disposition.DROP, "10.0.0.1"));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (written().isEmpty()) {
                assertTrue(System.nanoTime() < end, "waited in vain");
                Thread.onSpinWait();
            }
            assertTrue(written().getFirst().endsWith(text("Drop", "10.0.0.1")));
        }
    }
}
