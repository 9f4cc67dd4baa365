package antrea.openflow.codec;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.PortRange;
import antrea.net.U128;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a flow or a bucket does with a packet, in order. Wire form: OpenFlow 1.5 section 7.2.6, Nicira actions as
/// in ovs-actions(7). [GotoTable] stands here too, although it is an instruction on the wire; it may only come
/// last.
public sealed interface Action {
    /// Sends the packet to a port; a reserved port of [Ports] or a number.
    record Output(int port) implements Action {}

    /// Sends the packet to the port in these bits.
    record OutputField(BitRange port) implements Action {}

    /// Writes the bits under the mask (`OFPAT_SET_FIELD`, masked). OVS refuses `reg_load` in OpenFlow 1.5.
    record SetField(FieldMatch value) implements Action {}

    /// Copies bits; both ranges are of the same width (`OFPAT_COPY_FIELD`, NXAST_REG_MOVE).
    record Move(BitRange from, BitRange to) implements Action {
        public Move {
            if (from.width() != to.width()) {
                throw new IllegalArgumentException("widths differ: " + from + " and " + to);
            }
        }
    }

    record DecTtl() implements Action {}

    record PushVlan(int etherType) implements Action {}

    record PopVlan() implements Action {}

    record Group(int groupId) implements Action {}

    record Meter(int meterId) implements Action {}

    /// Continues in a later table. Wire: instruction OFPIT_GOTO_TABLE.
    record GotoTable(int table) implements Action {}

    /// Looks the packet up in a table and then goes on here (NXAST_RESUBMIT_TABLE).
    record Resubmit(int table) implements Action {}

    record CtClear() implements Action {}

    /// Connection tracking (NXAST_CT). Without a table the packet goes on untracked here.
    /// `zone` is a number or 16 bits of a field.
    record Ct(boolean commit, boolean force, OptionalInt table, Zone zone, Optional<Nat> nat, List<Action> exec)
            implements Action {
        public Ct {
            exec = List.copyOf(exec);
        }
    }

    sealed interface Zone {
        record Fixed(int value) implements Zone {}

        record InField(BitRange bits) implements Zone {}
    }

    /// Address translation inside [Ct]. [Restore] applies what the connection already has (`nat` without
    /// arguments).
    sealed interface Nat {
        record Restore() implements Nat {}

        record Source(IpAddress first, IpAddress last, Optional<PortRange> ports) implements Nat {}

        record Destination(IpAddress first, IpAddress last, Optional<PortRange> ports) implements Nat {}

        static Nat source(IpAddress address) {
            return new Source(address, address, Optional.empty());
        }

        static Nat destination(IpAddress address, int port) {
            return new Destination(address, address, Optional.of(PortRange.of(port)));
        }
    }

    /// Clause `clause` (from 1) of `clauseCount` of a conjunctive match (NXAST_CONJUNCTION).
    record Conjunction(int id, int clause, int clauseCount) implements Action {}

    /// Sends the packet to the controller with user data (NXAST_CONTROLLER2).
    record Controller(int maxLength, int reason, Bytes userdata, boolean pause) implements Action {}

    /// Adds a flow made from this packet (NXAST_LEARN). Timeouts in seconds, 0 = none.
    record Learn(
            int table,
            int priority,
            int idleTimeout,
            int hardTimeout,
            int finIdleTimeout,
            long cookie,
            boolean deleteLearned,
            List<LearnSpec> specs)
            implements Action {
        /// The longest time-out of a flow, in seconds: the wire has 16 bits for it.
        public static final int LONGEST_TIMEOUT = 0xffff;

        public Learn {
            if (Math.max(idleTimeout, Math.max(hardTimeout, finIdleTimeout)) > LONGEST_TIMEOUT
                    || Math.min(idleTimeout, Math.min(hardTimeout, finIdleTimeout)) < 0) {
                throw new IllegalArgumentException(
                        "time-outs of " + idleTimeout + ", " + hardTimeout + ", " + finIdleTimeout + " s");
            }
            specs = List.copyOf(specs);
        }
    }

    /// One line of a [Learn] action.
    sealed interface LearnSpec {
        /// The learned flow matches these bits with a constant.
        record MatchValue(BitRange to, U128 value) implements LearnSpec {}

        /// The learned flow matches these bits with what the packet has in `from`.
        record MatchField(BitRange from, BitRange to) implements LearnSpec {}

        /// The learned flow loads a constant.
        record LoadValue(BitRange to, U128 value) implements LearnSpec {}

        /// The learned flow loads what the packet has now in `from`.
        record LoadField(BitRange from, BitRange to) implements LearnSpec {}

        /// The learned flow outputs to the port in these bits.
        record OutputField(BitRange from) implements LearnSpec {}
    }

    /// Carries bytes without effect (NXAST_NOTE).
    record Note(Bytes bytes) implements Action {}
}
