package antrea.openflow.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Ports;
import antrea.openflow.connection.OpenFlowConnection;
import antrea.openflow.connection.OpenFlowException;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.Outcome;
import antrea.openflow.connection.SwitchListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Packets from and to the real switch, and its death.
@Tag("ovs")
final class ConnectionOnRealSwitchTest extends OvsTestBase {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TCP_PACKET = "in_port(1),eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02),"
            + "eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=6,tos=0,ttl=64,frag=no),tcp(src=1000,dst=80)";

    private static final class Recorder implements SwitchListener {
        final List<PacketIn> packets = new CopyOnWriteArrayList<>();
        final List<ErrorMessage> errors = new CopyOnWriteArrayList<>();
        final List<OpenFlowSession> sessions = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();

        @Override
        public void onConnected(OpenFlowSession session) {
            session.bundle(List.of(flow(0, Match.ANY, new Action.Output(1))));
            sessions.add(session);
        }

        @Override
        public void onDisconnected(String reason) {
            ends.add(reason);
        }

        @Override
        public void onPacketIn(PacketIn packet) {
            packets.add(packet);
        }

        @Override
        public void onError(ErrorMessage error) {
            errors.add(error);
        }
    }

    private static FlowMod flow(int table, Match match, Action... actions) {
        int priority = 50 + match.fields().size();
        return FlowMod.add(new FlowKey(table, priority, match), List.of(actions), 0x77);
    }

    private static Match inPort(int port) {
        return Match.of(FieldMatch.exact(OxmField.IN_PORT, port));
    }

    @Test
    void packetInCarriesUserdataMetadataAndThePacket() throws InterruptedException {
        Recorder recorder = new Recorder();
        try (OpenFlowConnection connection = OpenFlowConnection.start(settings(), recorder)) {
            await("a session", () -> !recorder.sessions.isEmpty());
            Action mark = new Action.SetField(FieldMatch.exact(OxmField.REG3, 0x0a000001));
            Action send = new Action.Controller(0xffff, 1, Bytes.of(1, 2), false);
            session.bundle(List.of(flow(4, Match.ANY, mark, send), flow(0, inPort(1), new Action.GotoTable(4))));
            ovs.appctl("netdev-dummy/receive", "p1", TCP_PACKET);
            await("a packet", () -> !recorder.packets.isEmpty());
            PacketIn packet = recorder.packets.getFirst();
            assertEquals(Bytes.of(1, 2), packet.userdata());
            assertEquals(1, packet.inPort());
            assertEquals(
                    FieldMatch.exact(OxmField.REG3, 0x0a000001),
                    packet.metadata().get(OxmField.REG3).orElseThrow());
            assertEquals(new PacketIn.Origin(4, 0x77, 1), packet.origin());
            assertEquals(packet.fullLength(), packet.packet().length());
            assertTrue(packet.resume().isEmpty());
            assertEquals(0, connection.droppedEvents());
        }
    }

    @Test
    void pausedPacketGoesOnAfterResumeAndOnlyThen() throws InterruptedException {
        Recorder recorder = new Recorder();
        try (OpenFlowConnection _ = OpenFlowConnection.start(settings(), recorder)) {
            await("a session", () -> !recorder.sessions.isEmpty());
            Action pause = new Action.Controller(0xffff, 1, Bytes.of(2), true);
            Action mark = new Action.SetField(FieldMatch.exact(OxmField.REG5, 5));
            Match marked = Match.of(FieldMatch.exact(OxmField.REG5, 5));
            session.bundle(List.of(
                    flow(0, inPort(1), mark, pause, new Action.GotoTable(9)), flow(9, marked, new Action.Output(2))));
            ovs.appctl("netdev-dummy/receive", "p1", TCP_PACKET);
            await("a packet", () -> !recorder.packets.isEmpty());
            session.barrier();
            assertEquals(0, packetsOf(9));
            recorder.sessions
                    .getFirst()
                    .send(recorder.packets.getFirst().resume().orElseThrow());
            await("the packet in table 9", () -> packetsOf(9) == 1);
            assertEquals(List.of(), recorder.errors);
        }
    }

    private long packetsOf(int table) {
        return state().flowSums(antrea.openflow.codec.MultipartRequest.FlowFilter.inTable(table))
                .packets();
    }

    @Test
    void packetOutRunsThroughTheTablesWithItsMetadata() throws InterruptedException {
        Match marked = Match.of(FieldMatch.exact(OxmField.IN_PORT, 2), FieldMatch.exact(OxmField.REG0, 0x2000));
        session.bundle(List.of(flow(3, marked, new Action.Output(1))));
        Match metadata = inPort(2).and(FieldMatch.exact(OxmField.REG0, 0x2000));
        session.send(new PacketOut(metadata, List.of(new Action.Resubmit(3)), frame()));
        await("the packet in table 3", () -> packetsOf(3) == 1);
    }

    @Test
    void refusedPacketOutComesToTheListener() throws InterruptedException {
        Recorder recorder = new Recorder();
        try (OpenFlowConnection connection = OpenFlowConnection.start(settings(), recorder)) {
            OpenFlowSession own = connection.awaitSession(PATIENCE).orElseThrow();
            own.send(PacketOut.from(Ports.CONTROLLER, List.of(new Action.Group(12345)), frame()));
            await("an error", () -> !recorder.errors.isEmpty());
            assertEquals(ErrorMessage.BAD_ACTION, recorder.errors.getFirst().type());
        }
    }

    private static Bytes frame() {
        return Bytes.ofHex("020000000002 020000000001 88b5" + "00".repeat(46));
    }

    @Test
    void killedSwitchFailsWaitersAndIsReplayedWhenItIsBack() throws InterruptedException {
        Recorder recorder = new Recorder();
        try (OpenFlowConnection connection = OpenFlowConnection.start(settings(), recorder)) {
            OpenFlowSession first = connection.awaitSession(PATIENCE).orElseThrow();
            await("the first replay", () -> recorder.sessions.size() == 1);
            ovs.killVswitchd();
            await("the end of the session", () -> !recorder.ends.isEmpty());
            assertFalse(first.isOpen());
            assertTrue(connection.session().isEmpty());
            OpenFlowException fault = assertThrows(OpenFlowException.class, first::barrier);
            assertEquals(OpenFlowException.Code.DISCONNECTED, fault.code());

            ovs.restartVswitchd();
            await("the second replay", () -> recorder.sessions.size() == 2);
            OpenFlowSession second = connection.awaitSession(PATIENCE).orElseThrow();
            assertEquals(new Outcome.Committed(), second.bundle(List.of(flow(2, Match.ANY))));
            assertEquals(2, dumpedFlows().size());
        }
    }

    @Test
    void bridgeWithoutOpenFlow15IsRefusedWithAdvice() {
        ovs.vsctl("set", "bridge", BRIDGE, "protocols=OpenFlow10,OpenFlow13");
        try {
            OpenFlowException fault =
                    assertThrows(OpenFlowException.class, () -> OpenFlowSession.open(settings(), _ -> {}));
            assertEquals(OpenFlowException.Code.VERSION, fault.code());
        } finally {
            ovs.vsctl("set", "bridge", BRIDGE, "protocols=OpenFlow10,OpenFlow13,OpenFlow15");
        }
    }
}
