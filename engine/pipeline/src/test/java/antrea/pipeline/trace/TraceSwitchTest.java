package antrea.pipeline.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.U128;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.TcpFlags;
import antrea.net.packet.Transport;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.CtState;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Ports;
import antrea.pipeline.GroupType;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.Timeouts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Actions one by one.
class TraceSwitchTest {
    private static final int ZONE = 9;
    private final TraceSwitch node = new TraceSwitch();

    private void flow(int table, int priority, Match match, Action... actions) {
        node.add(new NumericFlow(table, priority, match, List.of(actions), 0, Timeouts.NONE));
    }

    private static IpAddress host(IpFamily family, int n) {
        return IpAddress.parse(family == IpFamily.V4 ? "10.0.0.0" : "fd00::").plus(n);
    }

    private static Arrival packet(IpFamily family, int from, int to, Transport transport) {
        return Arrival.at(
                from,
                EthernetFrame.of(
                        new MacAddress(from),
                        new MacAddress(to),
                        IpPacket.of(host(family, from), host(family, to), transport)));
    }

    private static FieldMatch reg(int register, long value) {
        return FieldMatch.exact(OxmField.reg(register), value);
    }

    private static Action load(int register, long value) {
        return new Action.SetField(reg(register, value));
    }

    private static Action.Ct ct(boolean commit, int table, Action... exec) {
        return new Action.Ct(
                commit, false, OptionalInt.of(table), new Action.Zone.Fixed(ZONE), Optional.empty(), List.of(exec));
    }

    private static long stateOf(Trace trace) {
        return trace.sent().orElseThrow().packet().get(OxmField.CT_STATE).low();
    }

    @Test
    void resubmitComesBackAndKeepsWhatWasChanged() {
        flow(0, 1, Match.ANY, new Action.Resubmit(5), new Action.Resubmit(6), new Action.Output(9));
        flow(5, 1, Match.ANY, load(1, 7), new Action.GotoTable(7));
        flow(7, 1, Match.ANY, load(2, 8));
        flow(6, 1, Match.of(reg(1, 7), reg(2, 8)), new Action.Output(3));
        Trace trace = node.trace(packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2)));
        assertEquals(List.of(0, 5, 7, 6), trace.tables());
        assertEquals(2, trace.outcomes().size());
    }

    @Test
    void bucketWorksOnACopy() {
        node.add(new NumericGroup(
                4,
                GroupType.ALL,
                List.of(
                        new NumericGroup.NumericBucket(0, List.of(load(1, 1), new Action.Output(5))),
                        new NumericGroup.NumericBucket(
                                0, List.of(new Action.OutputField(BitRange.whole(OxmField.REG1)))))));
        flow(0, 1, Match.ANY, load(1, 6), new Action.Group(4), new Action.OutputField(BitRange.whole(OxmField.REG1)));
        Trace trace = node.trace(packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2)));
        List<Integer> ports =
                trace.outcomes().stream().map(o -> ((Outcome.Sent) o).port()).toList();
        assertEquals(List.of(5, 6, 6), ports);
    }

    @Test
    void missingOrEmptyGroupDrops() {
        flow(0, 1, Match.ANY, new Action.Group(4));
        Arrival arrival = packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2));
        assertEquals(
                DropReason.NO_BUCKET, node.trace(arrival).drop().orElseThrow().reason());
        node.add(new NumericGroup(4, GroupType.SELECT, List.of()));
        assertEquals(
                DropReason.NO_BUCKET, node.trace(arrival).drop().orElseThrow().reason());
    }

    @Test
    void packetDoesNotLeaveByItsPortUnlessTold() {
        flow(0, 1, Match.ANY, new Action.Output(1));
        Arrival arrival = packet(IpFamily.V6, 1, 2, Transport.Udp.of(1, 2));
        assertEquals(
                DropReason.SAME_PORT, node.trace(arrival).drop().orElseThrow().reason());
        flow(0, 2, Match.ANY, new Action.Output(Ports.IN_PORT));
        assertEquals(OptionalInt.of(1), node.verdict(arrival).onlyPort());
    }

    @Test
    void pausedPacketWaitsForTheController() {
        flow(0, 1, Match.ANY, new Action.Controller(0, 0, Bytes.of(2), true), new Action.Output(5));
        Trace trace = node.trace(packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2)));
        assertEquals(1, trace.outcomes().size());
        assertTrue(trace.toController().orElseThrow().paused());
    }

    @Test
    void endlessResubmitEnds() {
        flow(0, 1, Match.ANY, new Action.Resubmit(0), new Action.Resubmit(0));
        Trace trace = node.trace(packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2)));
        assertEquals(DropReason.TOO_DEEP, trace.drop().orElseThrow().reason());
    }

    @Test
    void packetOutRunsTheGivenActions() {
        flow(3, 1, Match.of(reg(1, 4)), new Action.Output(8));
        Trace trace = node.packetOut(
                packet(IpFamily.V4, 6, 2, Transport.Udp.of(1, 2)), List.of(load(1, 4), new Action.Resubmit(3)));
        assertEquals(OptionalInt.of(8), trace.onlyPort());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void connectionIsNewThenEstablishedAndKeepsItsMark(IpFamily family) {
        FieldMatch mark = FieldMatch.exact(OxmField.CT_MARK, 0x21);
        flow(0, 1, Match.ANY, ct(true, 1, new Action.SetField(mark)));
        flow(1, 1, Match.ANY, new Action.Output(99));
        assertEquals(CtState.NEW | CtState.TRK, stateOf(node.trace(packet(family, 1, 2, Transport.Tcp.syn(10, 20)))));
        assertEquals(CtState.NEW | CtState.TRK, stateOf(node.trace(packet(family, 1, 2, Transport.Tcp.syn(10, 20)))));
        Transport synAck = Transport.Tcp.of(20, 10, TcpFlags.SYN | TcpFlags.ACK);
        Trace reply = node.trace(packet(family, 2, 1, synAck));
        assertEquals(CtState.EST | CtState.RPL | CtState.TRK, stateOf(reply));
        assertEquals(U128.of(0x21), reply.sent().orElseThrow().packet().get(OxmField.CT_MARK));
        Transport ack = Transport.Tcp.of(10, 20, TcpFlags.ACK);
        assertEquals(CtState.EST | CtState.TRK, stateOf(node.trace(packet(family, 1, 2, ack))));
        node.conntrack().clear();
        assertEquals(CtState.INV | CtState.TRK, stateOf(node.trace(packet(family, 2, 1, synAck))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void errorOfARouterBelongsToItsConnection(IpFamily family) {
        flow(0, 1, Match.ANY, ct(true, 1));
        flow(1, 1, Match.ANY, new Action.Output(99));
        IpPacket udp = IpPacket.of(host(family, 1), host(family, 2), Transport.Udp.of(10, 20));
        node.trace(packet(family, 1, 2, udp.transport()));
        Bytes quoted = Bytes.of(udp.toBytes());
        Transport unreachable =
                family == IpFamily.V4 ? new Transport.Icmp(3, 3, 0, quoted) : new Transport.Icmpv6(1, 4, 0, quoted);
        assertEquals(CtState.REL | CtState.RPL | CtState.TRK, stateOf(node.trace(packet(family, 7, 1, unreachable))));
        node.conntrack().clear();
        assertEquals(CtState.INV | CtState.TRK, stateOf(node.trace(packet(family, 7, 1, unreachable))));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sourcePortIsChangedWhenTaken(IpFamily family) {
        flow(
                0,
                1,
                Match.ANY,
                new Action.Ct(
                        true,
                        false,
                        OptionalInt.of(1),
                        new Action.Zone.Fixed(ZONE),
                        Optional.of(Action.Nat.source(host(family, 100))),
                        List.of()));
        flow(1, 1, Match.ANY, new Action.Output(99));
        Trace first = node.trace(packet(family, 1, 2, Transport.Tcp.syn(5000, 80)));
        Trace second = node.trace(packet(family, 3, 2, Transport.Tcp.syn(5000, 80)));
        assertEquals(5000, portOf(first));
        assertTrue(portOf(second) != 5000);
        assertEquals(CtState.NEW | CtState.TRK | CtState.SNAT, stateOf(first));
        assertEquals(4, node.conntrack().connections().size() * 2);
    }

    private static long portOf(Trace trace) {
        return trace.sent().orElseThrow().packet().get(OxmField.TCP_SRC).low();
    }

    @Test
    void connectionFieldsAreSeenOnlyBehindTheLookUp() {
        flow(0, 1, Match.ANY, ct(false, 1), new Action.Output(5));
        flow(1, 1, Match.ANY, new Action.Output(6));
        Trace trace = node.trace(packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2)));
        List<Long> states = trace.outcomes().stream()
                .map(o -> ((Outcome.Sent) o).packet().get(OxmField.CT_STATE).low())
                .toList();
        assertEquals(List.of((long) (CtState.NEW | CtState.TRK), 0L), states);
    }

    @Test
    void learnedFlowsGoWithTheFlowThatLearnedThem() {
        Action.Learn learn = new Action.Learn(
                1,
                5,
                0,
                60,
                0,
                77,
                true,
                List.of(
                        new Action.LearnSpec.MatchField(
                                BitRange.whole(OxmField.ETH_SRC), BitRange.whole(OxmField.ETH_DST)),
                        new Action.LearnSpec.LoadField(BitRange.whole(OxmField.IN_PORT), BitRange.whole(OxmField.REG1)),
                        new Action.LearnSpec.OutputField(BitRange.whole(OxmField.IN_PORT))));
        NumericFlow teacher =
                new NumericFlow(0, 1, Match.ANY, List.of(learn, new Action.GotoTable(1)), 0, Timeouts.NONE);
        node.add(teacher);
        assertTrue(node.trace(packet(IpFamily.V4, 1, 2, Transport.Udp.of(1, 2))).isDropped());
        assertEquals(
                OptionalInt.of(1),
                node.trace(packet(IpFamily.V4, 2, 1, Transport.Udp.of(1, 2))).onlyPort());
        assertEquals(3, node.flows().size());
        node.remove(teacher);
        assertEquals(0, node.flows().size());
    }

    @Test
    void vlanTagIsPushedAndPopped() {
        flow(
                0,
                1,
                Match.ANY,
                new Action.PushVlan(0x8100),
                new Action.SetField(new FieldMatch(OxmField.VLAN_VID, U128.of(5), U128.of(0xfff))),
                new Action.Output(5),
                new Action.PopVlan(),
                new Action.Output(6));
        Trace trace = node.trace(packet(IpFamily.V6, 1, 2, Transport.Udp.of(1, 2)));
        List<Integer> tags = trace.outcomes().stream()
                .map(o -> ((Outcome.Sent) o).packet().frame().tags().size())
                .toList();
        assertEquals(List.of(1, 0), tags);
        assertEquals(
                5, trace.sent().orElseThrow().packet().frame().tags().getFirst().id());
    }
}
