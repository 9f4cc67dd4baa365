package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.PacketInHandler;
import antrea.feature.PacketOutPort;
import antrea.feature.testing.SampleNode;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.networkpolicy.node.AuditRecord;
import antrea.networkpolicy.node.PolicyFields;
import antrea.networkpolicy.node.PolicyNode;
import antrea.networkpolicy.node.PolicyOptions;
import antrea.networkpolicy.node.PolicyTelling;
import antrea.networkpolicy.node.RealizationReports;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceOptions;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whatever bytes a Pod sends: the handlers of packets throw nothing, send nothing but well-formed refusals, and log
/// nothing but plain words.
class HostilePacketsTest {
    private static final Logger LOG = System.getLogger(HostilePacketsTest.class.getName());
    private static final int PACKETS = 50_000;
    private static final int CLIENT_PORT = 7;
    private static final List<String> TABLES = List.of("IngressRule", "EgressRule", "Output");

    private final long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);
    private final Random random = new Random(seed);
    private final HostileFrames frames = new HostileFrames(random);

    private PacketIn packetIn(byte[] frame, int reason) {
        byte[] userdata = new byte[random.nextInt(4)];
        random.nextBytes(userdata);
        if (userdata.length > 1 && random.nextInt(4) > 0) {
            userdata[0] = (byte) reason;
            userdata[1] |= 1;
        }
        Match metadata = Match.of(FieldMatch.exact(OxmField.IN_PORT, CLIENT_PORT));
        for (OxmField register : List.of(OxmField.REG0, OxmField.REG5, OxmField.REG6)) {
            if (random.nextBoolean()) {
                metadata = metadata.and(FieldMatch.exact(register, random.nextInt() & 0xffffffffL));
            }
        }
        OxmField table = PolicyFields.PACKET_IN_TABLE.range().field();
        metadata = metadata.and(FieldMatch.exact(table, random.nextInt(1 + TABLES.size())));
        return new PacketIn(
                Bytes.of(frame),
                frame.length + random.nextInt(2),
                new PacketIn.Origin(random.nextInt(256), random.nextLong(), random.nextInt(3)),
                metadata,
                Bytes.of(userdata),
                Optional.empty());
    }

    private void throwAt(PacketInHandler handler, byte[] frame) {
        PacketIn packet = packetIn(frame, handler.reason().number());
        try {
            handler.observe(packet);
        } catch (RuntimeException e) {
            throw new AssertionError("oracle.seed=" + seed + ", packet " + packet.packet(), e);
        }
    }

    @Test
    void refusalsAreWellFormedWhateverTheyRefuse() {
        LOG.log(Logger.Level.INFO, "oracle.seed={0}", Long.toString(seed));
        List<Message> sent = new ArrayList<>();
        PacketInHandler handler = new ServiceNode(
                        SampleNode.N1,
                        new ServiceOptions(true, List.of(), Set.of(), "", true),
                        PacketOutPort.over(sent::add))
                .packetInHandlers()
                .getFirst();
        int answered = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = frames.next();
            throwAt(handler, frame);
            String what = "oracle.seed=" + seed + ", packet " + Bytes.of(frame);
            assertTrue(sent.size() < 2, what);
            for (Message message : sent) {
                PacketOut out = (PacketOut) message;
                assertEquals(List.of(new Action.Output(CLIENT_PORT)), out.actions(), what);
                Refusal.check(frame, out.packet().toArray(), what);
                answered++;
            }
            sent.clear();
        }
        assertTrue(answered > PACKETS / 20 && answered < PACKETS, "answered " + answered);
    }

    @Test
    void whatIsLoggedIsPlainWhateverThePacketSays() {
        LOG.log(Logger.Level.INFO, "oracle.seed={0}", Long.toString(seed));
        List<AuditRecord> logged = new ArrayList<>();
        PacketInHandler handler = new PolicyNode(
                        new PolicyOptions(Set.of(IpFamily.values()), List.of(), OptionalInt.empty()),
                        new PolicyTelling(
                                i -> i < TABLES.size() ? TABLES.get(i) : "",
                                logged::add,
                                new RealizationReports("", _ -> {})))
                .packetInHandlers()
                .getFirst();
        int lines = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = frames.next();
            throwAt(handler, frame);
            String what = "oracle.seed=" + seed + ", packet " + Bytes.of(frame);
            assertTrue(logged.size() < 2, what);
            for (AuditRecord record : logged) {
                check(record, frame, what + ", " + record);
                lines++;
            }
            logged.clear();
        }
        assertTrue(lines > PACKETS / 50 && lines < PACKETS, "logged " + lines);
    }

    private static void check(AuditRecord record, byte[] frame, String what) {
        AuditRecord.Packet packet = record.packet();
        assertTrue(record.table().endsWith("gressRule"), what);
        assertTrue(IpAddress.tryParse(packet.source()).isPresent(), what);
        assertTrue(IpAddress.tryParse(packet.destination()).isPresent(), what);
        assertTrue((packet.sourcePort() + packet.port()).matches("[0-9]{0,10}"), what);
        assertTrue(packet.protocol().matches("[A-Za-z0-9-]+"), what);
        assertTrue(packet.length() >= 20 && packet.length() <= frame.length - 14, what);
    }
}
