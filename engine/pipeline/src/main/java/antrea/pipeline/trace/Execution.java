package antrea.pipeline.trace;

import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.Zone;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Ports;
import antrea.pipeline.GroupType;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One packet on its way through a [TraceSwitch].
final class Execution {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LOOKUPS = 4096;

    private final TraceSwitch of;
    private final @Nullable List<TraceStep> steps;
    private final List<Outcome> outcomes = new ArrayList<>(2);
    private int lastTable;
    private DropReason reason = DropReason.NO_OUTPUT;
    private int lookups;
    /// Set by a paused packet-in: nothing more happens to this leg.
    private boolean stopped;

    Execution(TraceSwitch of, @Nullable List<TraceStep> steps) {
        this.of = of;
        this.steps = steps;
    }

    Trace run(PacketState packet, List<Action> actions) {
        execute(packet, actions, 0, 0);
        if (outcomes.isEmpty()) {
            end(new Outcome.Dropped(lastTable, reason));
        }
        return new Trace(outcomes, steps == null ? List.of() : steps);
    }

    private void enter(PacketState packet, int table, int depth) {
        if (depth > MAX_DEPTH || ++lookups > MAX_LOOKUPS) {
            reason = DropReason.TOO_DEEP;
            return;
        }
        FlowTable.Entry entry = of.table(table).lookUp(packet.slots);
        lastTable = table;
        if (entry == null) {
            step(steps == null ? null : new TraceStep.Missed(table));
            reason = DropReason.NO_FLOW;
            return;
        }
        reason = DropReason.NO_OUTPUT;
        if (steps != null) {
            steps.add(new TraceStep.Hit(table, entry.flow, conjunctionOf(entry.flow)));
        }
        execute(packet, entry.flow.actions(), table, depth);
    }

    private static OptionalInt conjunctionOf(NumericFlow flow) {
        return flow.match()
                .get(OxmField.CONJ_ID)
                .map(f -> OptionalInt.of((int) f.value().low()))
                .orElse(OptionalInt.empty());
    }

    private void execute(PacketState packet, List<Action> actions, int table, int depth) {
        for (int i = 0; i < actions.size() && !stopped; i++) {
            Action action = actions.get(i);
            if (action instanceof Action.DecTtl && !decrementTtl(packet)) {
                return;
            }
            execute(packet, action, table, depth);
        }
    }

    private void execute(PacketState packet, Action action, int table, int depth) {
        switch (action) {
            case Action.SetField set -> set(packet, set.value());
            case Action.GotoTable next -> enter(packet, next.table(), depth);
            case Action.Resubmit next -> enter(packet, next.table(), depth + 1);
            case Action.Ct ct -> track(packet, ct, depth);
            case Action.Output output -> output(packet, output.port());
            case Action.OutputField output ->
                output(packet, (int) Slots.get(packet.slots, output.port()).low());
            case Action.Move move -> Slots.set(packet.slots, move.to(), Slots.get(packet.slots, move.from()));
            case Action.Group group -> group(packet, group.groupId(), table, depth);
            case Action.Controller c -> toController(packet, c, table);
            case Action.Learn learn -> learn(packet, learn);
            case Action.PushVlan _ -> packet.set(OxmField.VLAN_VID, 0x1000);
            case Action.PopVlan _ -> {
                packet.set(OxmField.VLAN_VID, 0);
                packet.set(OxmField.VLAN_PCP, 0);
            }
            case Action.CtClear _ -> {
                packet.clearConntrack();
                packet.trackedState = 0;
                packet.cached = null;
            }
            case Action.DecTtl _, Action.Meter _, Action.Conjunction _, Action.Note _ -> {}
        }
    }

    /// Answers false when the packet must not go on in this table.
    private boolean decrementTtl(PacketState packet) {
        if (!packet.isIp()) {
            return true;
        }
        long ttl = packet.get(OxmField.IP_TTL);
        if (ttl <= 1) {
            reason = DropReason.TTL_EXPIRED;
            return false;
        }
        packet.set(OxmField.IP_TTL, ttl - 1);
        return true;
    }

    private static void set(PacketState packet, FieldMatch value) {
        Slots.set(packet.slots, value.field(), value.value(), value.mask());
    }

    private void output(PacketState packet, int port) {
        int inPort = (int) packet.get(OxmField.IN_PORT);
        switch (port) {
            case Ports.IN_PORT -> send(packet, inPort);
            case Ports.NORMAL -> {
                Integer known = of.portOf(packet.get(OxmField.ETH_DST));
                if (known == null) {
                    send(packet, Ports.NORMAL);
                } else if (known != inPort) {
                    send(packet, known);
                } else {
                    reason = DropReason.SAME_PORT;
                }
            }
            default -> {
                if (port == inPort) {
                    reason = DropReason.SAME_PORT;
                } else {
                    send(packet, port);
                }
            }
        }
    }

    private void send(PacketState packet, int port) {
        end(new Outcome.Sent(port, new PacketView(packet.copy())));
    }

    private void toController(PacketState packet, Action.Controller action, int table) {
        end(new Outcome.ToController(table, action.userdata(), action.pause(), new PacketView(packet.copy())));
        stopped |= action.pause();
    }

    private void group(PacketState packet, int id, int table, int depth) {
        NumericGroup group = of.group(id);
        if (group == null || group.buckets().isEmpty()) {
            reason = DropReason.NO_BUCKET;
            return;
        }
        if (group.type() == GroupType.SELECT) {
            if (group.buckets().stream().noneMatch(b -> b.weight() > 0)) {
                reason = DropReason.NO_BUCKET;
                return;
            }
            bucket(packet, group, of.choose(group, connectionHash(packet)), table, depth);
            return;
        }
        for (int i = 0; i < group.buckets().size(); i++) {
            bucket(packet, group, i, table, depth);
        }
    }

    /// A bucket works on a copy: what it changes is not seen behind the group.
    private void bucket(PacketState packet, NumericGroup group, int index, int table, int depth) {
        step(steps == null ? null : new TraceStep.Bucket(group.id(), index));
        execute(packet.copy(), group.buckets().get(index).actions(), table, depth + 1);
    }

    private static int connectionHash(PacketState packet) {
        int hash = packet.ipSource().hashCode();
        hash = 31 * hash + packet.ipDestination().hashCode();
        hash = 31 * hash + (int) packet.get(OxmField.IP_PROTO);
        for (OxmField field : List.of(
                OxmField.TCP_SRC,
                OxmField.TCP_DST,
                OxmField.UDP_SRC,
                OxmField.UDP_DST,
                OxmField.SCTP_SRC,
                OxmField.SCTP_DST)) {
            hash = 31 * hash + (int) packet.get(field);
        }
        return hash * 0x9e3779b1 >>> 1;
    }

    private void track(PacketState packet, Action.Ct ct, int depth) {
        int zone =
                switch (ct.zone()) {
                    case Zone.Fixed fixed -> fixed.value();
                    case Zone.InField field ->
                        (int) Slots.get(packet.slots, field.bits()).low();
                };
        Conntrack.Request request = new Conntrack.Request(ct.commit(), zone, ct.nat(), marksOf(packet, ct));
        PacketState tracked = packet.copy();
        if (tracked.isIp()) {
            of.conntrack().track(tracked, request);
        }
        packet.trackedState = tracked.trackedState;
        packet.trackedZone = tracked.trackedZone;
        packet.cached = tracked.cached;
        packet.cachedReply = tracked.cachedReply;
        packet.clearConntrack();
        step(steps == null ? null : new TraceStep.Tracked(zone, tracked.trackedState, ct.commit()));
        if (ct.table().isPresent()) {
            enter(tracked, ct.table().getAsInt(), depth + 1);
            stopped = false;
        }
    }

    private static Conntrack.Marks marksOf(PacketState packet, Action.Ct ct) {
        if (ct.exec().isEmpty()) {
            return Conntrack.Marks.NONE;
        }
        long[] values = new long[Slots.COUNT];
        U128 markMask = U128.ZERO;
        U128 labelMask = U128.ZERO;
        for (Action action : ct.exec()) {
            BitRange to = null;
            U128 mask = U128.ZERO;
            if (action instanceof Action.SetField set) {
                to = BitRange.whole(set.value().field());
                mask = set.value().mask();
                Slots.set(values, set.value().field(), set.value().value(), mask);
            } else if (action instanceof Action.Move move) {
                to = move.to();
                mask = move.to().mask();
                Slots.set(values, move.to(), Slots.get(packet.slots, move.from()));
            }
            if (to != null && to.field() == OxmField.CT_MARK) {
                markMask = markMask.or(mask);
            } else if (to != null && to.field() == OxmField.CT_LABEL) {
                labelMask = labelMask.or(mask);
            }
        }
        return new Conntrack.Marks(
                (int) values[Slots.low(OxmField.CT_MARK)],
                (int) markMask.low(),
                Slots.get(values, OxmField.CT_LABEL),
                labelMask);
    }

    private void learn(PacketState packet, Action.Learn action) {
        NumericFlow flow = Learning.flowOf(packet, action);
        of.learn(flow);
        step(steps == null ? null : new TraceStep.Learned(flow));
    }

    private void end(Outcome outcome) {
        outcomes.add(outcome);
        step(steps == null ? null : new TraceStep.Ended(outcome));
    }

    private void step(@Nullable TraceStep step) {
        if (steps != null && step != null) {
            steps.add(step);
        }
    }
}
