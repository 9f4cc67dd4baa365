package antrea.oracle;

import antrea.net.Bytes;
import antrea.net.packet.EthernetFrame;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Ports;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.Outcome;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.pipeline.Meter;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.trace.Arrival;
import antrea.proof.ovs.RealOvs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A private Open vSwitch with dummy ports whose output is captured.
final class RealSwitch implements AutoCloseable {
    private static final String BRIDGE = "br-oracle";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RealOvs ovs;
    private final OpenFlowSession session;
    private final Captures captures;
    private final BlockingQueue<PacketIn> packetIns = new LinkedBlockingQueue<>();
    private final Queue<ErrorMessage> refusals = new ConcurrentLinkedQueue<>();

    RealSwitch(Collection<Integer> ports) {
        ovs = RealOvs.start();
        ovs.addBridge(BRIDGE, RealOvs.Datapath.DUMMY);
        List<String> command = new ArrayList<>();
        Map<Integer, Path> files = new TreeMap<>();
        for (int port : ports) {
            Path capture = ovs.runDir().resolve("tx" + port + ".pcap");
            command.addAll(List.of("--", "add-port", BRIDGE, "p" + port, "--", "set", "interface", "p" + port));
            command.addAll(List.of("type=dummy", "ofport_request=" + port, "options:tx_pcap=" + capture));
            files.put(port, capture);
        }
        ovs.vsctl(command.toArray(String[]::new));
        captures = new Captures(files);
        session = OpenFlowSession.open(ConnectionSettings.of(ovs.mgmtSocket(BRIDGE)), message -> {
            if (message instanceof PacketIn packetIn && packetIn.userdata().length() > 0) {
                packetIns.add(packetIn);
            } else if (message instanceof ErrorMessage error) {
                refusals.add(error);
            }
        });
    }

    /// These instead of whatever flows, groups, meters and connections there were.
    void replace(List<NumericFlow> flows, List<NumericGroup> groups, Collection<Meter> meters) {
        replace(meters);
        List<Message> messages = new ArrayList<>();
        messages.add(FlowMod.deleteByCookie(0, 0));
        messages.add(GroupMod.delete(GroupMod.ALL_GROUPS));
        groups.forEach(g -> messages.add(GroupMod.add(g.id(), type(g), buckets(g))));
        flows.forEach(f -> messages.add(FlowMod.add(f.key(), f.actions(), f.cookie())));
        apply(messages);
        ovs.appctl("dpctl/flush-conntrack");
        packetIns.clear();
        captures.forget();
    }

    /// Outside of the bundle, which may hold no meters, and before it, since its flows name them.
    private void replace(Collection<Meter> meters) {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.MeterMod.delete(MeterConfig.ALL));
        meters.forEach(m -> messages.add(new Message.MeterMod(Message.MeterMod.Command.ADD, SwitchText.config(m))));
        if (session.unbundled(messages) instanceof Outcome.Refused refused) {
            throw new AssertionError("the switch refuses: " + refused);
        }
    }

    /// The meters as `ovs-ofctl` shows them.
    String dumpMeters() {
        return ovs.ofctl("dump-meters", BRIDGE);
    }

    void modify(List<NumericGroup> groups) {
        List<Message> messages = new ArrayList<>();
        groups.forEach(g -> messages.add(GroupMod.modify(g.id(), type(g), buckets(g))));
        apply(messages);
    }

    /// From one state to the next, in the way of the product: groups and flows that are, then flows that are no
    /// more go. Connections stay.
    void change(List<NumericFlow> before, List<NumericFlow> now, List<NumericGroup> groups) {
        List<Message> messages = new ArrayList<>();
        groups.forEach(g -> messages.add(
                new GroupMod(GroupMod.Command.ADD_OR_MODIFY, g.id(), type(g), buckets(g), GroupMod.Bucket.ALL)));
        Set<FlowKey> keys = new HashSet<>();
        for (NumericFlow flow : now) {
            keys.add(flow.key());
            messages.add(FlowMod.add(flow.key(), flow.actions(), flow.cookie()));
        }
        for (NumericFlow flow : before) {
            if (!keys.contains(flow.key())) {
                messages.add(
                        new FlowMod(FlowMod.Command.DELETE_STRICT, flow.key(), List.of(), 0, 0, FlowMod.Options.NONE));
            }
        }
        apply(messages);
    }

    /// What `ovs-appctl` asks.
    SwitchControl control() {
        return SwitchControl.at(ovs.control(), PATIENCE);
    }

    /// Puts the frame on the wire of a port: unlike [#send] it goes through the datapath, with all that this
    /// remembers. Returns at once.
    void arrive(int port, EthernetFrame frame) {
        control().call("netdev-dummy/receive", "p" + port, HexFormat.of().formatHex(frame.toBytes()));
    }

    private void apply(List<Message> messages) {
        Outcome outcome = session.bundle(messages);
        if (outcome instanceof Outcome.Refused refused) {
            throw new AssertionError("the switch refuses: " + refused);
        }
        settle();
    }

    private static GroupMod.Type type(NumericGroup group) {
        return switch (group.type()) {
            case ALL -> GroupMod.Type.ALL;
            case SELECT -> GroupMod.Type.SELECT;
        };
    }

    private static List<GroupMod.Bucket> buckets(NumericGroup group) {
        List<GroupMod.Bucket> out = new ArrayList<>();
        for (NumericGroup.NumericBucket bucket : group.buckets()) {
            out.add(new GroupMod.Bucket(out.size(), bucket.weight(), bucket.actions()));
        }
        return out;
    }

    /// A line a flow, as `ovs-ofctl` shows it.
    List<String> dump() {
        return ovs.ofctl("dump-flows", "--no-stats", BRIDGE)
                .lines()
                .filter(line -> line.contains("actions="))
                .toList();
    }

    /// Waits until changed flows count for packets of known connections too.
    void settle() {
        session.barrier();
        ovs.appctl("revalidator/wait");
    }

    /// Runs the packet through the tables; returns when the switch has done so.
    void send(Arrival arrival) {
        List<Action> actions = new ArrayList<>();
        if (arrival.mark() != 0) {
            FieldMatch mark = FieldMatch.exact(OxmField.PKT_MARK, arrival.mark() & 0xffffffffL);
            actions.add(new Action.SetField(mark));
        }
        actions.add(new Action.Output(Ports.TABLE));
        session.send(PacketOut.from(
                arrival.inPort(), actions, Bytes.of(arrival.frame().toBytes())));
        session.barrier();
        if (!refusals.isEmpty()) {
            throw new AssertionError("the switch refuses " + arrival + ": " + refusals.peek());
        }
    }

    /// The packets that flows have sent up since the last [#replace], in order; waits for that many, not for ever.
    List<PacketIn> packetIns(int wanted) {
        List<PacketIn> out = new ArrayList<>();
        try {
            while (out.size() < wanted) {
                PacketIn next = packetIns.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    return out;
                }
                out.add(next);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        session.barrier();
        packetIns.drainTo(out);
        return out;
    }

    /// What has left since the last [#replace], by the serial of the packet.
    Map<Integer, List<Captures.Delivery>> deliveries() {
        return captures.deliveries();
    }

    @Override
    public void close() {
        session.close();
        ovs.close();
    }
}
