package antrea.openflow.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply.GroupCounter;
import antrea.openflow.codec.MultipartReply.Losses;
import antrea.openflow.codec.MultipartReply.MeterCounter;
import antrea.openflow.codec.MultipartReply.PortCounter;
import antrea.openflow.codec.MultipartReply.Traffic;
import antrea.openflow.codec.OxmField;
import antrea.openflow.connection.Outcome;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the real switch counts of packets that are sent through it.
@Tag("ovs")
final class CountersOnRealSwitchTest extends OvsTestBase {
    private static final int SMALL = 60;
    private static final int LARGE = 1000;

    /// Sends them, and drops what the datapath remembers of packets before: it would treat the next one as the last.
    private void become(Message... messages) {
        assertEquals(new Outcome.Committed(), session.unbundled(List.of(messages)));
        ovs.appctl("revalidator/purge");
    }

    private static FlowMod fromPort1(Action... actions) {
        return FlowMod.add(
                new FlowKey(0, 100, Match.of(FieldMatch.exact(OxmField.IN_PORT, 1))), List.of(actions), 0x10);
    }

    /// A frame of that many bytes comes in at port 1.
    private void receive(int length) {
        ovs.appctl("netdev-dummy/receive", "p1", "020000000002020000000001" + "88b5" + "00".repeat(length - 14));
    }

    /// The switch counts in its own time.
    private static <T> void assertBecomes(T expected, Supplier<T> actual) {
        try {
            await("these counters", () -> expected.equals(actual.get()));
        } catch (AssertionError e) {
            assertEquals(expected, actual.get());
        }
    }

    @Test
    void groupCountsInTotalAndByBucket() {
        List<GroupMod.Bucket> buckets = List.of(
                new GroupMod.Bucket(0, 0, List.of(new Action.Output(2))), // of this weight, it is never chosen
                new GroupMod.Bucket(1, 100, List.of(new Action.Output(2))));
        become(GroupMod.add(7, GroupMod.Type.SELECT, buckets), fromPort1(new Action.Group(7)));
        receive(SMALL);
        receive(LARGE);
        receive(LARGE);
        Traffic all = new Traffic(3, SMALL + 2 * LARGE);
        GroupCounter expected = new GroupCounter(7, 1, all, 0, List.of(new Traffic(0, 0), all));
        assertBecomes(List.of(expected), () -> state().groupCounters().stream()
                .map(c -> new GroupCounter(c.groupId(), c.references(), c.total(), 0, c.buckets()))
                .toList());
    }

    /// The bucket of a band starts full, with 1000 bits: enough for the small packet, never for a large one.
    @Test
    void meterCountsWhatComesAndWhatEachBandDrops() {
        MeterConfig meter = new MeterConfig(
                5,
                MeterConfig.Unit.KILOBITS_PER_SECOND,
                false,
                List.of(new MeterConfig.DropBand(1, 1), new MeterConfig.DropBand(2, 1_000_000)));
        become(
                new Message.MeterMod(Message.MeterMod.Command.ADD, meter),
                fromPort1(new Action.Meter(5), new Action.Output(2)));
        long sentBefore = counterOf(2).sent().packets();
        receive(SMALL);
        receive(LARGE);
        receive(LARGE);
        MeterCounter expected = new MeterCounter(
                5, 1, new Traffic(3, SMALL + 2 * LARGE), 0, List.of(new Traffic(2, 2 * LARGE), new Traffic(0, 0)));
        assertBecomes(List.of(expected), () -> state().meterCounters().stream()
                .map(c -> new MeterCounter(c.meterId(), c.flowCount(), c.input(), 0, c.dropped()))
                .toList());
        assertBecomes(sentBefore + 1, () -> counterOf(2).sent().packets());
    }

    @Test
    void portCountsWhatComesAndWhatGoes() {
        become(fromPort1(new Action.Output(2), new Action.Output(2)));
        PortCounter in = counterOf(1);
        PortCounter out = counterOf(2);
        receive(SMALL);
        receive(LARGE);
        Losses unknown = new Losses(-1, -1, -1, -1); // a dummy port counts none
        assertBecomes(
                new PortCounter(1, more(in.received(), 2, SMALL + LARGE), in.sent(), unknown), () -> counterOf(1));
        assertBecomes(
                new PortCounter(2, out.received(), more(out.sent(), 4, 2 * (SMALL + LARGE)), unknown),
                () -> counterOf(2));
    }

    private PortCounter counterOf(int port) {
        return state().portCounters().stream()
                .filter(c -> c.port() == port)
                .findFirst()
                .orElseThrow();
    }

    private static Traffic more(Traffic than, long packets, long bytes) {
        return new Traffic(than.packets() + packets, than.bytes() + bytes);
    }
}
