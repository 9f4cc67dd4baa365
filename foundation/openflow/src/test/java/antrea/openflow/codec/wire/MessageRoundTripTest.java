package antrea.openflow.codec.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.testing.ActionSamples;
import antrea.openflow.testing.MessageSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class MessageRoundTripTest {
    @Property(tries = 5000)
    void everyMessageIsReadAsItWasWritten(@ForAll long seed, @ForAll int xid) {
        Message message = new MessageSamples(new Random(seed)).message();
        assertEquals(new Frame(xid, message), MessageReader.read(MessageWriter.encode(message, xid)));
    }

    @Property(tries = 5000)
    void everyActionIsReadAsItWasWritten(@ForAll long seed) {
        List<Action> actions = new ActionSamples(new Random(seed)).flowActions();
        FlowMod flow = FlowMod.add(new FlowKey(1, 2, Match.ANY), actions, 3);
        assertEquals(flow, MessageReader.read(MessageWriter.encode(flow, 1)).message());
    }

    @Property(tries = 3000)
    void cutMessagesAreRefusedOrReadButNothingElse(@ForAll long seed, @ForAll short cut) {
        byte[] whole = MessageWriter.encode(new MessageSamples(new Random(seed)).message(), 1);
        byte[] bytes = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));
        if (bytes.length >= MessageReader.HEADER_LENGTH) {
            bytes[2] = (byte) (bytes.length >> 8);
            bytes[3] = (byte) bytes.length;
        }
        readOrRefuse(bytes);
    }

    @Property(tries = 10_000)
    void damagedMessagesAreRefusedOrReadButNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = MessageWriter.encode(new MessageSamples(random).message(), 1);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            if (at != 2 && at != 3) {
                bytes[at] = (byte) random.nextInt();
            }
        }
        readOrRefuse(bytes);
    }

    @Property(tries = 5000)
    void randomBytesAreRefusedOrReadButNothingElse(@ForAll @Size(max = 300) byte[] bytes, @ForAll byte type) {
        if (bytes.length >= MessageReader.HEADER_LENGTH) {
            bytes[0] = 6;
            bytes[1] = (byte) (type & 0x3f);
            bytes[2] = (byte) (bytes.length >> 8);
            bytes[3] = (byte) bytes.length;
        }
        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            MessageReader.read(bytes);
        } catch (MalformedMessageException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = MessageWriter.encode(new Message.BarrierRequest(), 1);
        bytes[0] = 4;
        assertThrows(MalformedMessageException.class, () -> MessageReader.read(bytes));
    }

    @Test
    void helloOfAnOlderSwitchWithoutBitmapStandsForItsVersionAndAllBefore() {
        byte[] hello = {1, 0, 0, 8, 0, 0, 0, 9};
        assertEquals(new Frame(9, new Message.Hello(0b11)), MessageReader.read(hello));
    }

    @Test
    void bundleInsideABundleIsRefused() {
        Message open = new Message.BundleControl(1, Message.BundleControl.Kind.OPEN_REQUEST, 3);
        assertThrows(IllegalArgumentException.class, () -> new Message.BundleAdd(1, 3, open));
    }

    @Test
    void innerXidEqualsOuterXid() {
        FlowMod flow = FlowMod.deleteByCookie(0, 0);
        byte[] bytes = MessageWriter.encode(new Message.BundleAdd(7, 3, flow), 0x01020304);
        assertEquals(new Frame(0x01020304, flow), MessageReader.read(bytes, 16, bytes.length));
    }

    @Test
    void meterModKeepsUnitBurstAndBands() {
        MeterConfig config = new MeterConfig(
                256, MeterConfig.Unit.PACKETS_PER_SECOND, true, List.of(new MeterConfig.DropBand(500, 1000)));
        Message meter = new Message.MeterMod(Message.MeterMod.Command.ADD, config);
        assertEquals(meter, MessageReader.read(MessageWriter.encode(meter, 1)).message());
    }

    @Test
    void gotoInABucketCannotBeWrittenAndLeavesTheSinkAsItWas() {
        GroupMod.Bucket bucket = new GroupMod.Bucket(0, 0, List.of(new Action.GotoTable(3)));
        GroupMod group = GroupMod.add(1, GroupMod.Type.ALL, List.of(bucket));
        ByteSink sink = new ByteSink(16);
        MessageWriter.write(new Message.BarrierRequest(), 1, sink);
        assertThrows(IllegalArgumentException.class, () -> MessageWriter.write(group, 2, sink));
        assertEquals(8, sink.size());
    }

    @Test
    void groupTooLongForOneMessageIsRefusedWithAdvice() {
        List<GroupMod.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            buckets.add(new GroupMod.Bucket(i, 100, List.of()));
        }
        GroupMod group = GroupMod.add(1, GroupMod.Type.SELECT, buckets);
        String reason =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> MessageWriter.encode(group, 1))
                        .getMessage());
        assertTrue(reason.contains("insert"), reason);
    }

    @Test
    void pausedPacketKeepsTheWholeMessageForResume() {
        PacketIn packet = new MessageSamples(new Random(1)).packetIn();
        byte[] plain = MessageWriter.encode(packet, 1);
        byte[] body = Arrays.copyOfRange(plain, 16, plain.length + 16);
        byte[] continuation = {0, 8, 0, 16, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
        System.arraycopy(continuation, 0, body, body.length - 16, 16);
        byte[] bytes = MessageWriter.encode(new Message.Unknown(4, nicira(30, body)), 5);
        PacketIn read = (PacketIn) MessageReader.read(bytes).message();
        assertEquals(packet.packet(), read.packet());
        assertEquals(new Message.Resume(Bytes.of(body)), read.resume().orElseThrow());
        assertEquals(new Frame(5, read), MessageReader.read(MessageWriter.encode(read, 5)));
    }

    private static Bytes nicira(int subtype, byte[] body) {
        byte[] out = new byte[body.length + 8];
        out[2] = 0x23;
        out[3] = 0x20;
        out[7] = (byte) subtype;
        System.arraycopy(body, 0, out, 8, body.length);
        return Bytes.of(out);
    }

    @Test
    void flowWithAnUnknownActionIsReadInPartAndSaysSo() {
        FlowEntry entry = new FlowEntry(
                new FlowKey(5, 200, Match.ANY),
                0x77,
                List.of(new Action.CtClear(), new Action.DecTtl()),
                FlowMod.Options.NONE,
                FlowEntry.Counters.ZERO,
                true);
        byte[] bytes = MessageWriter.encode(new MultipartReply(false, new MultipartReply.Flows(List.of(entry))), 1);
        int subtype = bytes.length - 8 - 16 + 9;
        assertEquals(43, bytes[subtype]);
        bytes[subtype] = 19;
        MultipartReply reply = (MultipartReply) MessageReader.read(bytes).message();
        FlowEntry read = ((MultipartReply.Flows) reply.body()).entries().getFirst();
        assertFalse(read.fullyRead());
        assertEquals(List.of(new Action.DecTtl()), read.actions());
        assertEquals(entry.key(), read.key());
    }
}
