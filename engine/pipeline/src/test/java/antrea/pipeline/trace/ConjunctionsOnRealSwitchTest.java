package antrea.pipeline.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.net.U128;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.Transport;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.Outcome;
import antrea.pipeline.NumericFlow;
import antrea.proof.ovs.RealOvs;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random tables with conjunctions on a real Open vSwitch: it takes the flow that the manual says, and so does the
/// switch in memory.
@Tag("ovs")
class ConjunctionsOnRealSwitchTest {
    private static final Logger LOG = System.getLogger(ConjunctionsOnRealSwitchTest.class.getName());
    private static final String BRIDGE = "br-conj";
    /// A case has a table of its own; tables above 253 are the switch's.
    private static final int AT_ONCE = 250;
    /// Of 5,000 tables some 180 decide by a conjunction.
    private static final int LEAST_CONJUNCTIVE = 50;

    private static final int ROUNDS = 20;
    private static final int PORT = 1;

    private final BlockingQueue<PacketIn> packetIns = new LinkedBlockingQueue<>();

    @Test
    void randomTablesAreReadAlike() throws InterruptedException {
        long seed = Long.getLong("conjunctions.seed", System.nanoTime() & 0xffffff);
        LOG.log(Logger.Level.INFO, "conjunctions.seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        int conjunctive = 0;
        List<String> differences = new ArrayList<>();
        try (RealOvs ovs = start();
                OpenFlowSession session = session(ovs)) {
            for (int round = 0; round < ROUNDS; round++) {
                List<RandomTable> cases = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    cases.add(RandomTable.of(random));
                }
                Map<Integer, Integer> taken = taken(session, cases);
                for (int i = 0; i < AT_ONCE; i++) {
                    RandomTable table = cases.get(i);
                    int real = taken.getOrDefault(i + 1, 0);
                    int inMemory = table.takenInMemory();
                    var possible = new NaiveTable(table.flows(), table.slots()).possible();
                    conjunctive += real > 0 && isById(table.flows().get(real - 1)) ? 1 : 0;
                    if (!possible.contains(real) || !possible.contains(inMemory)) {
                        differences.add("real " + real + ", in memory " + inMemory + ", the manual " + possible + "\n"
                                + table.describe());
                    }
                }
            }
        }
        LOG.log(
                Logger.Level.INFO,
                "conjunctions.seed={0} tables={1} conjunctive={2} differences={3}",
                Long.toString(seed),
                ROUNDS * AT_ONCE,
                conjunctive,
                differences.size());
        assertTrue(conjunctive >= LEAST_CONJUNCTIVE, "of the flows taken, by conjunctions only " + conjunctive);
        assertEquals(
                List.of(),
                differences.subList(0, Math.min(3, differences.size())),
                () -> differences.size() + " of " + ROUNDS * AT_ONCE + ", conjunctions.seed=" + seed);
    }

    private static boolean isById(NumericFlow flow) {
        return flow.match().get(antrea.openflow.codec.OxmField.CONJ_ID).isPresent();
    }

    private static RealOvs start() {
        RealOvs ovs = RealOvs.start();
        ovs.addBridge(BRIDGE, RealOvs.Datapath.DUMMY);
        ovs.addDummyPort(BRIDGE, "p1", PORT);
        return ovs;
    }

    private OpenFlowSession session(RealOvs ovs) {
        return OpenFlowSession.open(ConnectionSettings.of(ovs.mgmtSocket(BRIDGE)), message -> {
            if (message instanceof PacketIn packetIn) {
                packetIns.add(packetIn);
            }
        });
    }

    /// The flow that took the packet of each case, by its cookie; cases that no flow took are missing.
    private Map<Integer, Integer> taken(OpenFlowSession session, List<RandomTable> cases) throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        messages.add(FlowMod.deleteByCookie(0, 0));
        for (int i = 0; i < cases.size(); i++) {
            for (NumericFlow flow : cases.get(i).flows()) {
                FlowKey key = new FlowKey(i + 1, flow.priority(), flow.match());
                messages.add(FlowMod.add(key, flow.actions(), flow.cookie()));
            }
        }
        assertEquals(new Outcome.Committed(), session.bundle(messages));
        for (int i = 0; i < cases.size(); i++) {
            List<Action> actions = new ArrayList<>();
            cases.get(i)
                    .packet()
                    .forEach((field, value) ->
                            actions.add(new Action.SetField(FieldMatch.exact(field, U128.of(value)))));
            actions.add(new Action.Resubmit(i + 1));
            session.send(PacketOut.from(PORT, actions, numbered(i + 1)));
        }
        session.send(PacketOut.from(PORT, RandomTable.sentUp(), numbered(0)));
        Map<Integer, Integer> out = new TreeMap<>();
        while (true) {
            PacketIn packetIn = packetIns.poll(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
            if (packetIn == null) {
                throw new AssertionError("the last packet did not come");
            }
            int number = numberOf(packetIn);
            if (number == 0) {
                return out;
            }
            out.put(number, (int) packetIn.origin().cookie());
        }
    }

    private static Bytes numbered(int number) {
        IpPacket packet = IpPacket.of(
                IpAddress.parse("10.0.0.1"),
                IpAddress.parse("10.0.0.2"),
                new Transport.Udp(1 + number, 53, Bytes.EMPTY));
        MacAddress mac = MacAddress.parse("0a:00:00:00:00:01");
        return Bytes.of(EthernetFrame.of(mac, mac, packet).toBytes());
    }

    private static int numberOf(PacketIn packetIn) {
        EthernetFrame frame = EthernetFrame.parse(packetIn.packet().toArray());
        return frame.content() instanceof IpPacket ip && ip.transport() instanceof Transport.Udp udp
                ? udp.sourcePort() - 1
                : -1;
    }
}
