package antrea.openflow.codec.part;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.PortRange;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The conntrack action and the address translation inside it. Source: ovs-actions(7), `ct` and `nat`.
final class CtCodec {
    private static final int NAT_SOURCE = 1;
    private static final int NAT_DESTINATION = 2;

    private static final int V4_MIN = 1;
    private static final int V4_MAX = 2;
    private static final int V6_MIN = 4;
    private static final int V6_MAX = 8;
    private static final int PORT_MIN = 16;
    private static final int PORT_MAX = 32;

    private CtCodec() {}

    static void write(Action.Ct ct, ByteSink out) {
        int start = out.size();
        int flags = (ct.commit() ? ActionType.CT_COMMIT : 0) | (ct.force() ? ActionType.CT_FORCE : 0);
        ActionWriter.nicira(ActionType.NX_CT, 0, out).u16(flags);
        switch (ct.zone()) {
            case Action.Zone.Fixed(int value) -> out.u32(0).u16(value);
            case Action.Zone.InField(BitRange bits) ->
                out.u32(bits.field().header()).u16(ActionWriter.offsetAndWidth(bits));
        }
        out.u8(ct.table().orElse(ActionType.NO_RECIRCULATION)).zeros(3).u16(0);
        if (ct.nat().isPresent()) {
            writeNat(ct.nat().get(), out);
        }
        ActionWriter.writeList(ct.exec(), out);
        out.setLength(start + 2, start);
    }

    private static void writeNat(Action.Nat nat, ByteSink out) {
        int start = out.size();
        ActionWriter.nicira(ActionType.NX_NAT, 0, out).zeros(2);
        switch (nat) {
            case Action.Nat.Restore() -> out.u16(0).u16(0);
            case Action.Nat.Source(IpAddress first, IpAddress last, Optional<PortRange> ports) ->
                writeRange(NAT_SOURCE, first, last, ports, out);
            case Action.Nat.Destination(IpAddress first, IpAddress last, Optional<PortRange> ports) ->
                writeRange(NAT_DESTINATION, first, last, ports, out);
        }
        out.alignTo8(start);
        out.setLength(start + 2, start);
    }

    private static void writeRange(
            int flags, IpAddress first, IpAddress last, Optional<PortRange> ports, ByteSink out) {
        boolean oneAddress = first.equals(last);
        int present = first.isV4() ? V4_MIN | (oneAddress ? 0 : V4_MAX) : V6_MIN | (oneAddress ? 0 : V6_MAX);
        boolean onePort = ports.isEmpty() || ports.get().first() == ports.get().last();
        if (ports.isPresent()) {
            present |= PORT_MIN | (onePort ? 0 : PORT_MAX);
        }
        int width = first.family().bits() / 8;
        out.u16(flags).u16(present).number(first.value(), width);
        if (!oneAddress) {
            out.number(last.value(), width);
        }
        if (ports.isPresent()) {
            out.u16(ports.get().first());
            if (!onePort) {
                out.u16(ports.get().last());
            }
        }
    }

    /// `in` stands behind the subtype and ends with the action.
    static Optional<Action> read(ByteSource in, ActionReader reader) {
        int flags = in.u16();
        int zoneSource = in.u32();
        int zone = in.u16();
        int table = in.u8();
        in.skip(3);
        int helper = in.u16();
        List<Action> exec = new ArrayList<>();
        Optional<Action.Nat> nat = readNested(in, reader, exec);
        Optional<Action.Zone> where =
                zoneSource == 0 ? Optional.of(new Action.Zone.Fixed(zone)) : zoneIn(zoneSource, zone);
        if (helper != 0 || where.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt next = table == ActionType.NO_RECIRCULATION ? OptionalInt.empty() : OptionalInt.of(table);
        boolean commit = (flags & ActionType.CT_COMMIT) != 0;
        boolean force = (flags & ActionType.CT_FORCE) != 0;
        return Optional.of(new Action.Ct(commit, force, next, where.get(), nat, exec));
    }

    private static Optional<Action.Nat> readNested(ByteSource in, ActionReader reader, List<Action> exec) {
        Optional<Action.Nat> nat = Optional.empty();
        while (in.hasMore()) {
            ActionReader.Raw raw = ActionReader.next(in);
            if (raw.isNicira(ActionType.NX_NAT)) {
                Optional<Action.Nat> read = readNat(raw.content());
                if (read.isEmpty() || nat.isPresent()) {
                    reader.unknown();
                }
                nat = read;
            } else if (raw.isNicira(ActionType.NX_CT)) {
                // The switch takes no ct in a ct; refusing it here also bounds the depth of reading.
                reader.unknown();
            } else {
                reader.read(raw).ifPresent(exec::add);
            }
        }
        return nat;
    }

    private static Optional<Action.Zone> zoneIn(int header, int offsetAndWidth) {
        return ActionReader.bits(header, offsetAndWidth >>> 6, (offsetAndWidth & 0x3f) + 1)
                .map(Action.Zone.InField::new);
    }

    private static Optional<Action.Nat> readNat(ByteSource in) {
        in.skip(2);
        int flags = in.u16();
        int present = in.u16();
        if (flags == 0 && present == 0) {
            return Optional.of(new Action.Nat.Restore());
        }
        IpFamily family = (present & V4_MIN) != 0 ? IpFamily.V4 : IpFamily.V6;
        boolean hasAddress = (present & (V4_MIN | V6_MIN)) != 0;
        if (!hasAddress || (present & (PORT_MIN | PORT_MAX)) == PORT_MAX) {
            return Optional.empty();
        }
        int width = family.bits() / 8;
        IpAddress first = IpAddress.of(family, in.number(width));
        boolean hasLast = (present & (family == IpFamily.V4 ? V4_MAX : V6_MAX)) != 0;
        IpAddress last = hasLast ? IpAddress.of(family, in.number(width)) : first;
        Optional<PortRange> ports = readPorts(present, in);
        return switch (flags) {
            case NAT_SOURCE -> Optional.of(new Action.Nat.Source(first, last, ports));
            case NAT_DESTINATION -> Optional.of(new Action.Nat.Destination(first, last, ports));
            default -> Optional.empty();
        };
    }

    private static Optional<PortRange> readPorts(int present, ByteSource in) {
        if ((present & PORT_MIN) == 0) {
            return Optional.empty();
        }
        int first = in.u16();
        int last = (present & PORT_MAX) != 0 ? in.u16() : first;
        if (last < first) {
            throw new MalformedMessageException("nat ports " + first + "-" + last);
        }
        return Optional.of(new PortRange(first, last));
    }
}
