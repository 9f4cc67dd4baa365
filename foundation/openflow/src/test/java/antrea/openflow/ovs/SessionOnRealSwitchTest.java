package antrea.openflow.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import antrea.openflow.codec.MultipartRequest.TableFeature;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Port;
import antrea.openflow.codec.text.FlowText;
import antrea.openflow.connection.OpenFlowException;
import antrea.openflow.connection.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bundles, groups, meters, ports and tables against the real switch.
@Tag("ovs")
final class SessionOnRealSwitchTest extends OvsTestBase {
    private static FlowMod flow(int port, Action... actions) {
        Match match = Match.of(FieldMatch.exact(OxmField.IN_PORT, port));
        return FlowMod.add(new FlowKey(0, 100, match), List.of(actions), 0x10);
    }

    private static int onlyRefusedIndex(Outcome outcome) {
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals(1, refused.refusals().size(), () -> "one refusal expected: " + refused);
        return refused.refusals().getFirst().index();
    }

    @Test
    void bundleWithAMessageThatCannotBeAppliedChangesNothing() {
        List<FlowMod> flows = List.of(flow(1, new Action.Output(2)), flow(2, new Action.Group(99)), flow(3));
        assertEquals(1, onlyRefusedIndex(session.bundle(flows)));
        assertEquals(List.of(), dumpedFlows());
    }

    @Test
    void bundleWithAMessageThatDoesNotDecodeChangesNothing() {
        Match nonsense = Match.of(FieldMatch.exact(OxmField.TCP_DST, 80));
        FlowMod withoutPrerequisites = FlowMod.add(new FlowKey(0, 100, nonsense), List.of(), 0);
        Outcome outcome = session.bundle(List.of(flow(1), flow(2), withoutPrerequisites, flow(4)));
        assertEquals(2, onlyRefusedIndex(outcome));
        assertEquals(List.of(), dumpedFlows());
        assertEquals(new Outcome.Committed(), session.bundle(List.of(flow(1), flow(2))));
        assertEquals(2, dumpedFlows().size());
    }

    @Test
    void bundleWithAMessageOfNoKnownKindChangesNothing() {
        Message garbage = new Message.Unknown(14, Bytes.of(1, 2, 3));
        assertEquals(1, onlyRefusedIndex(session.bundle(List.of(flow(1), garbage))));
        assertEquals(List.of(), dumpedFlows());
    }

    @Test
    void messageThatCannotBePutOnTheWireLeavesTheBundleDiscarded() {
        FlowMod misplaced = flow(2, new Action.GotoTable(3), new Action.DecTtl());
        assertThrows(IllegalArgumentException.class, () -> session.bundle(List.of(flow(1), misplaced)));
        assertEquals(List.of(), dumpedFlows());
        assertEquals(new Outcome.Committed(), session.bundle(List.of(flow(1))));
    }

    @Test
    void unbundledMessagesTakeEffectExceptTheRefusedOnes() {
        List<FlowMod> flows = List.of(flow(1), flow(2, new Action.Group(99)), flow(3));
        assertEquals(1, onlyRefusedIndex(session.unbundled(flows)));
        assertEquals(2, dumpedFlows().size());
    }

    @Test
    void strictChangesAndDeletesTouchTheOneFlowAndCookiesChooseMany() {
        FlowKey key = flow(1).key();
        session.bundle(List.of(flow(1), flow(2), flow(3)));
        session.bundle(
                List.of(FlowMod.modifyStrict(key, List.of(new Action.Output(2))), FlowMod.deleteStrict(flow(2).key())));
        assertEquals(
                List.of(
                        "cookie=0x10, priority=100,in_port=1 actions=output:2",
                        "cookie=0x10, priority=100,in_port=3 actions=drop"),
                dumpedFlows().stream().sorted().toList());
        session.bundle(List.of(FlowMod.deleteByCookie(0x20, 0xf0)));
        assertEquals(2, dumpedFlows().size());
        session.bundle(List.of(FlowMod.deleteByCookie(0x10, 0xf0)));
        assertEquals(List.of(), dumpedFlows());
    }

    @Test
    void changeThatIsNotStrictTouchesWhateverTheMatchCovers() {
        session.bundle(List.of(
                flow(1), flow(2), FlowMod.add(new FlowKey(0, 7, flow(1).key().match()), List.of(), 0x20)));
        FlowMod change = new FlowMod(
                FlowMod.Command.MODIFY, flow(1).key(), List.of(new Action.Output(2)), 0, 0, FlowMod.Options.NONE);
        assertEquals(new Outcome.Committed(), session.bundle(List.of(change)));
        assertEquals(
                List.of(
                        "cookie=0x10, priority=100,in_port=1 actions=output:2",
                        "cookie=0x10, priority=100,in_port=2 actions=drop",
                        "cookie=0x20, priority=7,in_port=1 actions=output:2"),
                dumpedFlows().stream().sorted().toList());
    }

    @Test
    void timeoutsImportanceAndFlagsReachTheSwitch() {
        FlowKey key = flow(1).key();
        FlowMod.Options options = new FlowMod.Options(60, 600, FlowMod.Options.SEND_FLOW_REMOVED, 7);
        session.bundle(List.of(new FlowMod(FlowMod.Command.ADD, key, List.of(), 5, 0, options)));
        assertEquals(
                List.of(
                        "cookie=0x5, idle_timeout=60, hard_timeout=600, send_flow_rem importance=7, priority=100,in_port=1 actions=drop"),
                dumpedFlows());
        assertEquals(options, state().flows(FlowFilter.ALL).getFirst().options());
        assertEquals(1, state().flowSums(FlowFilter.byCookie(5, -1)).flows());
        assertEquals(0, state().flowSums(FlowFilter.inTable(3)).flows());
    }

    @Test
    void groupsOfEachKindAreReadBackTheSame() {
        List<GroupMod> groups = List.of(
                GroupMod.add(1, GroupMod.Type.SELECT, List.of(bucket(0, 100, 80), bucket(1, 50, 81))),
                GroupMod.add(2, GroupMod.Type.ALL, List.of(bucket(0, 0, 82), bucket(1, 0, 83))),
                GroupMod.add(3, GroupMod.Type.INDIRECT, List.of(bucket(0, 0, 84))),
                GroupMod.add(4, GroupMod.Type.SELECT, List.of()));
        assertEquals(new Outcome.Committed(), session.bundle(groups));
        List<String> expected = groups.stream()
                .map(group -> FlowText.WITH_NUMBERS.group(group.groupId(), group.type(), group.buckets()))
                .toList();
        assertEquals(expected, dumpedGroups());
        assertEquals(
                expected,
                state().groups().stream()
                        .map(FlowText.WITH_NUMBERS::group)
                        .sorted()
                        .toList());
        assertTrue(state().groups().stream().allMatch(MultipartReply.GroupEntry::fullyRead));
        assertEquals(4, state().groupCounters().size());
    }

    /// We desire none, but a switch may have one: it is seen for what it is, with parts that this codec does not know.
    @Test
    void groupThatFailsOverIsReadForWhatItIs() {
        GroupMod empty = GroupMod.add(5, GroupMod.Type.FAST_FAILOVER, List.of());
        assertEquals(new Outcome.Committed(), session.bundle(List.of(empty)));
        assertEquals(List.of(FlowText.WITH_NUMBERS.group(5, empty.type(), List.of())), dumpedGroups());
        ovs.ofctl("mod-group", BRIDGE, "group_id=5,type=ff,bucket=bucket_id:3,watch_port:1,actions=output:1");
        MultipartReply.GroupEntry read = state().groups().getFirst();
        assertEquals(GroupMod.Type.FAST_FAILOVER, read.type());
        assertEquals(List.of(new GroupMod.Bucket(3, 0, List.of(new Action.Output(1)))), read.buckets());
        assertFalse(read.fullyRead(), "the port that it watches is not read");
    }

    @Test
    void groupTextIsTakenByAddGroup() {
        GroupMod group = GroupMod.add(9, GroupMod.Type.SELECT, List.of(bucket(4, 100, 80), bucket(7, 1, 81)));
        ovs.ofctl("add-group", BRIDGE, FlowText.WITH_NUMBERS.group(9, group.type(), group.buckets()));
        assertEquals(group.buckets(), state().groups().getFirst().buckets());
    }

    @Test
    void bucketsAreInsertedAndRemovedInPlace() {
        session.bundle(List.of(GroupMod.add(1, GroupMod.Type.SELECT, List.of(bucket(0, 100, 80)))));
        Outcome outcome = session.bundle(List.of(
                GroupMod.insertBuckets(1, GroupMod.Type.SELECT, List.of(bucket(5, 100, 85)), GroupMod.Bucket.LAST),
                GroupMod.insertBuckets(1, GroupMod.Type.SELECT, List.of(bucket(3, 100, 83)), 0),
                GroupMod.removeBucket(1, GroupMod.Type.SELECT, 0)));
        assertEquals(new Outcome.Committed(), outcome);
        List<Integer> ids = state().groups().getFirst().buckets().stream()
                .map(GroupMod.Bucket::id)
                .toList();
        assertEquals(List.of(3, 5), ids);
        session.bundle(List.of(new GroupMod(
                GroupMod.Command.ADD_OR_MODIFY,
                1,
                GroupMod.Type.SELECT,
                List.of(bucket(8, 9, 1)),
                GroupMod.Bucket.ALL)));
        assertEquals(List.of(bucket(8, 9, 1)), state().groups().getFirst().buckets());
    }

    @Test
    void groupWithTheMostEndpointsGoesInAndComesBack() {
        List<GroupMod.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < GroupMod.MOST_BUCKETS; i++) {
            buckets.add(endpoint(i));
        }
        GroupMod group = GroupMod.add(1, GroupMod.Type.SELECT, buckets);
        assertEquals(new Outcome.Committed(), session.bundle(group.inParts()));
        assertEquals(buckets, state().groups().getFirst().buckets());
        GroupMod fewer = GroupMod.modify(1, GroupMod.Type.SELECT, buckets.subList(100, 600));
        assertEquals(new Outcome.Committed(), session.bundle(fewer.inParts()));
        assertEquals(fewer.buckets(), state().groups().getFirst().buckets());
    }

    private static GroupMod.Bucket endpoint(int id) {
        U128 address = IpAddress.parse("fd00::1").plus(id).value();
        return new GroupMod.Bucket(
                id,
                100,
                List.of(
                        new Action.SetField(FieldMatch.exact(OxmField.XXREG3, address)),
                        new Action.SetField(new FieldMatch(OxmField.REG4, U128.of(0x4001f90), U128.of(0x400ffff))),
                        new Action.Resubmit(11)));
    }

    private static GroupMod.Bucket bucket(int id, int weight, int port) {
        Action load = new Action.SetField(FieldMatch.exact(OxmField.REG4, port));
        return new GroupMod.Bucket(id, weight, List.of(load, new Action.Resubmit(11)));
    }

    private List<String> dumpedGroups() {
        return ovs.ofctl("dump-groups", BRIDGE)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("group_id"))
                .sorted()
                .toList();
    }

    @Test
    void metersAreReadBackTheSame() {
        MeterConfig packets = new MeterConfig(
                256, MeterConfig.Unit.PACKETS_PER_SECOND, true, List.of(new MeterConfig.DropBand(500, 1000)));
        MeterConfig kilobits = new MeterConfig(
                7, MeterConfig.Unit.KILOBITS_PER_SECOND, false, List.of(new MeterConfig.DropBand(20000, 30000)));
        Outcome added = session.unbundled(List.of(
                new Message.MeterMod(Message.MeterMod.Command.ADD, packets),
                new Message.MeterMod(Message.MeterMod.Command.ADD, kilobits)));
        assertEquals(new Outcome.Committed(), added);
        assertEquals(
                List.of(kilobits, packets),
                state().meters().stream()
                        .sorted((a, b) -> Integer.compare(a.meterId(), b.meterId()))
                        .toList());
        String dump = ovs.ofctl("dump-meters", BRIDGE).replaceAll("\\s+", " ").replace("bands= ", "bands=");
        assertTrue(dump.contains(FlowText.WITH_NUMBERS.meter(packets)), dump);
        assertTrue(dump.contains(FlowText.WITH_NUMBERS.meter(kilobits)), dump);
        assertEquals(2, state().meterCounters().size());
        assertTrue(state().maxMeter() > 0);

        MeterConfig slower = new MeterConfig(
                256, MeterConfig.Unit.PACKETS_PER_SECOND, true, List.of(new MeterConfig.DropBand(50, 100)));
        session.unbundled(
                List.of(new Message.MeterMod(Message.MeterMod.Command.MODIFY, slower), Message.MeterMod.delete(7)));
        assertEquals(List.of(slower), state().meters());
        session.unbundled(List.of(Message.MeterMod.delete(256)));
        ovs.ofctl("add-meter", BRIDGE, FlowText.WITH_NUMBERS.meter(packets));
        assertEquals(List.of(packets), state().meters());
    }

    @Test
    void meterWithoutBurstComesBackWithTheRateAsBurst() {
        MeterConfig meter = new MeterConfig(
                7, MeterConfig.Unit.KILOBITS_PER_SECOND, false, List.of(new MeterConfig.DropBand(20000, 0)));
        session.unbundled(List.of(new Message.MeterMod(Message.MeterMod.Command.ADD, meter)));
        assertEquals(
                List.of(new MeterConfig.DropBand(20000, 20000)),
                state().meters().getFirst().bands());
    }

    @Test
    void metersInABundleAreRefusedAndTheBundleChangesNothing() {
        Message meter = Message.MeterMod.delete(MeterConfig.ALL);
        assertEquals(1, onlyRefusedIndex(session.bundle(List.of(flow(1), meter))));
        assertEquals(List.of(), dumpedFlows());
    }

    @Test
    void portsAreListedByNumberAndName() {
        Map<Integer, String> names = new java.util.HashMap<>();
        for (Port port : state().ports()) {
            names.put(port.number(), port.name());
        }
        assertEquals("p1", names.get(1));
        assertEquals("p2", names.get(2));
        assertEquals(3, state().portCounters().size());
    }

    @Test
    void tablesAreGivenNamesThatOfctlShows() {
        session.bundle(List.of(FlowMod.add(new FlowKey(3, 1, Match.ANY), List.of(new Action.GotoTable(12)), 0)));
        List<TableFeature> after = state().nameTables(Map.of(3, "Classifier", 12, "AntreaPolicyEgressRule"));
        assertEquals("Classifier", after.get(3).name());
        assertEquals("AntreaPolicyEgressRule", after.get(12).name());
        assertEquals(after, state().nameTables(Map.of(3, "Classifier")));
        String dump = ovs.ofctl("dump-flows", "--names", "--no-stats", BRIDGE);
        assertTrue(dump.contains("table=Classifier"), dump);
        assertTrue(dump.contains("goto_table:AntreaPolicyEgressRule"), dump);
    }

    @Test
    void featuresNameTheDatapathAndItsTables() {
        Message.FeaturesReply features = session.features();
        assertTrue(features.datapathId() != 0);
        assertEquals(254, features.tableCount());
    }

    @Test
    void refusedRequestForAListIsAFaultThatSaysWhy() {
        Message answer = session.request(new Message.Unknown(18, Bytes.of(0xff, 0, 0, 0, 0, 0, 0, 0)));
        assertInstanceOf(ErrorMessage.class, answer);
        OpenFlowException fault = assertThrows(OpenFlowException.class, () -> state().flows(
                        new FlowFilter(0, Match.of(FieldMatch.exact(OxmField.TCP_DST, 1)), 0, 0)));
        assertEquals(OpenFlowException.Code.REFUSED, fault.code());
    }

    @Test
    void hundredThousandFlowsGoInOneBundleAndComeBack() {
        List<FlowMod> flows = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Match match = Match.of(
                    FieldMatch.exact(OxmField.ETH_TYPE, 0x0800), FieldMatch.exact(OxmField.IPV4_DST, 0x0a000000 + i));
            flows.add(FlowMod.add(new FlowKey(5, 200, match), List.of(new Action.GotoTable(6)), i));
        }
        assertEquals(new Outcome.Committed(), session.bundle(flows));
        assertEquals(100_000, state().flowSums(FlowFilter.inTable(5)).flows());
        int[] seen = {0};
        state().eachFlow(FlowFilter.ALL, entry -> seen[0] += entry.fullyRead() ? 1 : 0);
        assertEquals(100_000, seen[0]);
        assertEquals(new Outcome.Committed(), session.bundle(List.of(FlowMod.deleteByCookie(0, 0))));
        assertEquals(0, state().flowSums(FlowFilter.ALL).flows());
    }
}
