package antrea.pipeline.agreement;

import antrea.net.Bytes;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.Transport;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Ports;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.Outcome;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.trace.Arrival;
import antrea.proof.ovs.RealOvs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A private Open vSwitch with dummy ports whose output is captured.
final class RealSwitch implements AutoCloseable {
    private static final String BRIDGE = "br-agree";
    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    /// What left by a port. Of the packet that an ICMP error quotes only the length is kept: the trace leaves it
    /// as it came, a real switch translates it too.
    record Delivery(int port, EthernetFrame frame) {
        Delivery {
            frame = withoutQuote(frame);
        }

        private static EthernetFrame withoutQuote(EthernetFrame frame) {
            if (!(frame.content() instanceof IpPacket ip)) {
                return frame;
            }
            return switch (ip.transport()) {
                case Transport.Icmp icmp
                when icmp.type() == 3 ->
                    frame.withContent(ip.withTransport(new Transport.Icmp(3, icmp.code(), 0, zeros(icmp.body()))));
                case Transport.Icmpv6 icmp
                when icmp.type() == 1 ->
                    frame.withContent(ip.withTransport(new Transport.Icmpv6(1, icmp.code(), 0, zeros(icmp.body()))));
                case Transport.Icmp _, Transport.Icmpv6 _, Transport.Tcp _, Transport.Udp _ -> frame;
                case Transport.Sctp _, Transport.Neighbor _, Transport.Igmp _, Transport.Other _ -> frame;
            };
        }

        private static Bytes zeros(Bytes body) {
            return Bytes.of(new byte[body.length()]);
        }
    }

    private final RealOvs ovs;
    private final OpenFlowSession session;
    private final Map<Integer, Path> captures = new TreeMap<>();
    private final Queue<PacketIn> packetIns = new ConcurrentLinkedQueue<>();
    private final Queue<ErrorMessage> refusals = new ConcurrentLinkedQueue<>();

    RealSwitch(List<Integer> ports) {
        ovs = RealOvs.start();
        ovs.addBridge(BRIDGE, RealOvs.Datapath.DUMMY);
        for (int port : ports) {
            Path capture = ovs.runDir().resolve("tx" + port + ".pcap");
            ovs.addDummyPort(BRIDGE, "p" + port, port);
            ovs.vsctl("set", "interface", "p" + port, "options:tx_pcap=" + capture);
            captures.put(port, capture);
        }
        session = OpenFlowSession.open(ConnectionSettings.of(ovs.mgmtSocket(BRIDGE)), message -> {
            if (message instanceof PacketIn packetIn) {
                packetIns.add(packetIn);
            } else if (message instanceof ErrorMessage error) {
                refusals.add(error);
            }
        });
    }

    void load(List<NumericFlow> flows, List<NumericGroup> groups) {
        List<Message> messages = new ArrayList<>();
        groups.forEach(g -> messages.add(GroupMod.add(g.id(), type(g), buckets(g))));
        flows.forEach(f -> messages.add(FlowMod.add(f.key(), f.actions(), f.cookie())));
        apply(messages);
    }

    void modify(NumericGroup group) {
        apply(List.of(GroupMod.modify(group.id(), type(group), buckets(group))));
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

    /// Waits until changed flows count for packets of known connections too.
    void settle() {
        session.barrier();
        ovs.appctl("revalidator/wait");
    }

    void forgetConnections() {
        ovs.appctl("dpctl/flush-conntrack");
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

    Queue<PacketIn> packetIns() {
        return packetIns;
    }

    /// Everything that has left so far, by the serial of the packet.
    Map<Integer, List<Delivery>> deliveries() {
        Map<Integer, List<Delivery>> out = new TreeMap<>();
        captures.forEach((port, file) -> {
            for (EthernetFrame frame : read(file)) {
                out.computeIfAbsent(PacketSerial.of(frame), _ -> new ArrayList<>())
                        .add(new Delivery(port, frame));
            }
        });
        return out;
    }

    private static List<EthernetFrame> read(Path capture) {
        try {
            byte[] content = Files.readAllBytes(capture);
            ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            List<EthernetFrame> out = new ArrayList<>();
            int at = PCAP_HEADER;
            while (at + RECORD_HEADER <= content.length) {
                byte[] frame = new byte[in.getInt(at + 8)];
                in.get(at + RECORD_HEADER, frame);
                out.add(EthernetFrame.parse(frame));
                at += RECORD_HEADER + frame.length;
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("no capture " + capture, e);
        }
    }

    @Override
    public void close() {
        session.close();
        ovs.close();
    }
}
