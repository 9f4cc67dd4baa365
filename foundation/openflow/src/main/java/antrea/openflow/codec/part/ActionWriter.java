package antrea.openflow.codec.part;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import java.util.List;

/// Writes actions, and the instructions that hold them in a flow.
public final class ActionWriter {
    private ActionWriter() {}

    /// The instructions of a flow: one apply-actions, then a goto when the last action is one. No actions at all
    /// mean drop and need no instruction.
    public static void writeInstructions(List<Action> actions, ByteSink out) {
        int count = actions.size();
        boolean jumps = count > 0 && actions.get(count - 1) instanceof Action.GotoTable;
        int plain = jumps ? count - 1 : count;
        if (plain > 0) {
            int start = out.size();
            out.u16(ActionType.INSTRUCTION_APPLY).u16(0).zeros(4);
            for (int i = 0; i < plain; i++) {
                write(actions.get(i), out);
            }
            out.setLength(start + 2, start);
        }
        if (jumps && actions.get(count - 1) instanceof Action.GotoTable(int table)) {
            out.u16(ActionType.INSTRUCTION_GOTO).u16(8).u8(table).zeros(3);
        }
    }

    /// A bare list of actions, as in buckets and packet-outs.
    public static void writeList(List<Action> actions, ByteSink out) {
        for (int i = 0; i < actions.size(); i++) {
            write(actions.get(i), out);
        }
    }

    /// Throws [IllegalArgumentException] for a [Action.GotoTable], which is an instruction and only ends a flow.
    public static void write(Action action, ByteSink out) {
        switch (action) {
            case Action.Output(int port) ->
                out.u16(ActionType.OUTPUT)
                        .u16(16)
                        .u32(port)
                        .u16(ActionType.WHOLE_PACKET)
                        .zeros(6);
            case Action.OutputField(BitRange port) -> writeOutputField(port, out);
            case Action.SetField(FieldMatch value) -> writeSetField(value, out);
            case Action.Move(BitRange from, BitRange to) -> writeMove(from, to, out);
            case Action.DecTtl() -> out.u16(ActionType.DEC_TTL).u16(8).zeros(4);
            case Action.PushVlan(int etherType) ->
                out.u16(ActionType.PUSH_VLAN).u16(8).u16(etherType).zeros(2);
            case Action.PopVlan() -> out.u16(ActionType.POP_VLAN).u16(8).zeros(4);
            case Action.Group(int groupId) -> out.u16(ActionType.GROUP).u16(8).u32(groupId);
            case Action.Meter(int meterId) -> out.u16(ActionType.METER).u16(8).u32(meterId);
            case Action.GotoTable(int table) ->
                throw new IllegalArgumentException("goto_table:" + table + " may only be the last action of a flow");
            case Action.Resubmit(int table) ->
                nicira(ActionType.NX_RESUBMIT_TABLE, 16, out)
                        .u16(ActionType.KEEP_IN_PORT)
                        .u8(table)
                        .zeros(3);
            case Action.CtClear() -> nicira(ActionType.NX_CT_CLEAR, 16, out).zeros(6);
            case Action.Ct ct -> CtCodec.write(ct, out);
            case Action.Conjunction(int id, int clause, int clauseCount) ->
                nicira(ActionType.NX_CONJUNCTION, 16, out)
                        .u8(clause - 1)
                        .u8(clauseCount)
                        .u32(id);
            case Action.Controller controller -> writeController(controller, out);
            case Action.Learn learn -> LearnCodec.write(learn, out);
            case Action.Note(Bytes bytes) -> writeNote(bytes, out);
        }
    }

    /// The head of a Nicira action; a length of 0 is set later.
    public static ByteSink nicira(int subtype, int length, ByteSink out) {
        return out.u16(ActionType.EXPERIMENTER)
                .u16(length)
                .u32(ActionType.NICIRA)
                .u16(subtype);
    }

    /// Offset and width in 16 bits, as Nicira actions name a part of a field.
    public static int offsetAndWidth(BitRange bits) {
        return bits.lowBit() << 6 | (bits.width() - 1);
    }

    private static void writeOutputField(BitRange port, ByteSink out) {
        nicira(ActionType.NX_OUTPUT_REG, 24, out)
                .u16(offsetAndWidth(port))
                .u32(port.field().header())
                .u16(ActionType.WHOLE_PACKET)
                .zeros(6);
    }

    private static void writeSetField(FieldMatch value, ByteSink out) {
        int start = out.size();
        out.u16(ActionType.SET_FIELD).u16(0);
        MatchWriter.writeField(value, out);
        out.alignTo8(start);
        out.setLength(start + 2, start);
    }

    private static void writeMove(BitRange from, BitRange to, ByteSink out) {
        out.u16(ActionType.COPY_FIELD)
                .u16(24)
                .u16(from.width())
                .u16(from.lowBit())
                .u16(to.lowBit())
                .zeros(2)
                .u32(from.field().header())
                .u32(to.field().header())
                .zeros(4);
    }

    private static void writeController(Action.Controller controller, ByteSink out) {
        int start = out.size();
        nicira(ActionType.NX_CONTROLLER2, 0, out).zeros(6);
        if (controller.maxLength() != ActionType.WHOLE_PACKET) {
            out.u16(ActionType.CONTROLLER_MAX_LENGTH)
                    .u16(6)
                    .u16(controller.maxLength())
                    .zeros(2);
        }
        if (controller.reason() != ActionType.REASON_ACTION) {
            out.u16(ActionType.CONTROLLER_REASON).u16(5).u8(controller.reason()).zeros(3);
        }
        if (controller.userdata().length() > 0) {
            int property = out.size();
            out.u16(ActionType.CONTROLLER_USERDATA).u16(0).put(controller.userdata());
            out.setLength(property + 2, property);
            out.alignTo8(property);
        }
        if (controller.pause()) {
            out.u16(ActionType.CONTROLLER_PAUSE).u16(4).zeros(4);
        }
        out.setLength(start + 2, start);
    }

    private static void writeNote(Bytes bytes, ByteSink out) {
        int start = out.size();
        nicira(ActionType.NX_NOTE, 0, out).put(bytes);
        out.zeros(Math.max(0, 6 - bytes.length())).alignTo8(start);
        out.setLength(start + 2, start);
    }
}
