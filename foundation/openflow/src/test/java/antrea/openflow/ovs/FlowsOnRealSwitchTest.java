package antrea.openflow.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import antrea.openflow.codec.Ports;
import antrea.openflow.codec.text.FlowText;
import antrea.openflow.connection.Outcome;
import antrea.openflow.testing.MatchSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What this codec writes, read back by the switch's own tools and by this codec.
@Tag("ovs")
final class FlowsOnRealSwitchTest extends OvsTestBase {
    private void installGroupAndMeter() {
        MeterConfig meter = new MeterConfig(
                256, MeterConfig.Unit.PACKETS_PER_SECOND, false, List.of(new MeterConfig.DropBand(500, 1000)));
        GroupMod group = GroupMod.add(3, GroupMod.Type.ALL, List.of());
        assertEquals(
                new Outcome.Committed(),
                session.unbundled(List.of(new Message.MeterMod(Message.MeterMod.Command.ADD, meter), group)));
    }

    @Test
    void everyKindOfRowIsTakenAndReadBackTheSameByOfctlAndByUs() {
        installGroupAndMeter();
        List<FlowMod> flows = new ArrayList<>();
        PipelineRows.all()
                .forEach((match, actions) -> flows.add(FlowMod.add(new FlowKey(5, 200, match), actions, 0x42)));
        assertEquals(new Outcome.Committed(), session.bundle(flows));

        List<String> expected = flows.stream()
                .map(flow -> FlowText.WITH_NUMBERS.flow(flow.key(), flow.actions(), flow.cookie()))
                .sorted()
                .toList();
        assertEquals(
                String.join("\n", expected),
                String.join("\n", dumpedFlows().stream().sorted().toList()));
        assertEquals(inOrder(flows), inOrder(readBack()));
    }

    @Test
    void bucketsAreInsertedAndRemovedAsOfctlSees() {
        List<GroupMod> steps = List.of(
                GroupMod.add(9, GroupMod.Type.SELECT, List.of(bucket(0), bucket(1))),
                new GroupMod(
                        GroupMod.Command.INSERT_BUCKET,
                        9,
                        GroupMod.Type.SELECT,
                        List.of(bucket(7)),
                        GroupMod.Bucket.LAST),
                new GroupMod(
                        GroupMod.Command.INSERT_BUCKET,
                        9,
                        GroupMod.Type.SELECT,
                        List.of(bucket(8)),
                        GroupMod.Bucket.FIRST),
                new GroupMod(GroupMod.Command.REMOVE_BUCKET, 9, GroupMod.Type.SELECT, List.of(), 0));
        assertEquals(new Outcome.Committed(), session.bundle(steps));
        List<String> seen = new ArrayList<>();
        Matcher ids = Pattern.compile("bucket_id:(\\d+)").matcher(ovs.ofctl("dump-groups", BRIDGE));
        while (ids.find()) {
            seen.add(ids.group(1));
        }
        assertEquals(List.of("8", "1", "7"), seen);
    }

    private static GroupMod.Bucket bucket(int id) {
        return new GroupMod.Bucket(id, 100, List.of(new Action.Output(Ports.NORMAL)));
    }

    private List<FlowMod> readBack() {
        return state().flows(FlowFilter.ALL).stream()
                .map(FlowsOnRealSwitchTest::asMod)
                .toList();
    }

    private static FlowMod asMod(FlowEntry entry) {
        assertEquals(true, entry.fullyRead(), () -> "not fully read: " + entry);
        return FlowMod.add(entry.key(), entry.actions(), entry.cookie());
    }

    private static String inOrder(List<FlowMod> flows) {
        return String.join(
                "\n",
                flows.stream()
                        .map(f -> new FlowMod(
                                f.command(),
                                new FlowKey(
                                        f.key().table(),
                                        f.key().priority(),
                                        f.key().match().splitRegisters()),
                                f.actions(),
                                f.cookie(),
                                0,
                                f.options()))
                        .sorted(Comparator.comparing(FlowMod::toString))
                        .map(FlowMod::toString)
                        .toList());
    }

    @Test
    void textIsTakenByAddFlowAndMakesTheSameFlow() {
        installGroupAndMeter();
        PipelineRows.all().forEach((match, actions) -> {
            String text = FlowText.WITH_NUMBERS.flow(new FlowKey(5, 200, match), actions, 0x42);
            ovs.ofctl("add-flow", BRIDGE, text);
            assertEquals(List.of(text), dumpedFlows());
            FlowEntry entry = state().flows(FlowFilter.ALL).getFirst();
            assertEquals(actions, entry.actions(), text);
            assertEquals(match.splitRegisters(), entry.key().match(), text);
            session.unbundled(List.of(FlowMod.deleteByCookie(0, 0)));
        });
    }

    @Test
    void randomMatchesAreReadBackTheSame() {
        MatchSamples samples = new MatchSamples(new Random(20_261_122));
        Map<Match, FlowMod> flows = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            Match match = samples.match();
            flows.put(match, FlowMod.add(new FlowKey(7, 100, match), List.of(), 1));
        }
        assertEquals(new Outcome.Committed(), session.bundle(List.copyOf(flows.values())));
        List<String> expected = flows.values().stream()
                .map(flow -> FlowText.WITH_NUMBERS.flow(flow.key(), flow.actions(), flow.cookie()))
                .sorted()
                .toList();
        assertEquals(
                String.join("\n", expected),
                String.join("\n", dumpedFlows().stream().sorted().toList()));
        assertEquals(inOrder(List.copyOf(flows.values())), inOrder(readBack()));
    }
}
