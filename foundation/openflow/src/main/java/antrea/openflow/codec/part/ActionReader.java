package antrea.openflow.codec.part;

import antrea.net.Bytes;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads actions and instructions. What is not known is left out and makes the reading incomplete.
public final class ActionReader {
    private boolean complete = true;

    public boolean isComplete() {
        return complete;
    }

    public void unknown() {
        complete = false;
    }

    /// An action cut out of the stream: its number, the Nicira subtype (or -1), and what follows.
    public record Raw(int type, int subtype, ByteSource content) {
        public boolean isNicira(int wanted) {
            return subtype == wanted;
        }
    }

    /// Cuts out the next action.
    public static Raw next(ByteSource in) {
        int type = in.u16();
        int length = in.u16();
        if (length < 8 || length % 8 != 0) {
            throw new MalformedMessageException("action " + type + " of length " + length);
        }
        ByteSource content = in.slice(length - 4);
        if (type != ActionType.EXPERIMENTER) {
            return new Raw(type, -1, content);
        }
        int vendor = content.u32();
        boolean nicira = vendor == ActionType.NICIRA && content.remaining() >= 2;
        return new Raw(type, nicira ? content.u16() : -1, content);
    }

    /// Instructions up to the end.
    public List<Action> readInstructions(ByteSource in) {
        List<Action> out = new ArrayList<>();
        Optional<Action> jump = Optional.empty();
        while (in.hasMore()) {
            int type = in.u16();
            int length = in.u16();
            if (length < 8 || length % 8 != 0) {
                throw new MalformedMessageException("instruction " + type + " of length " + length);
            }
            ByteSource content = in.slice(length - 4);
            switch (type) {
                case ActionType.INSTRUCTION_APPLY -> out.addAll(readList(content.skip(4)));
                case ActionType.INSTRUCTION_GOTO -> jump = Optional.of(new Action.GotoTable(content.u8()));
                case ActionType.INSTRUCTION_METER -> out.addFirst(new Action.Meter(content.u32()));
                default -> unknown();
            }
        }
        jump.ifPresent(out::add);
        return out;
    }

    /// A bare list up to the end.
    public List<Action> readList(ByteSource in) {
        List<Action> out = new ArrayList<>();
        while (in.hasMore()) {
            read(next(in)).ifPresent(out::add);
        }
        return out;
    }

    /// One action; empty and incomplete when it is not known.
    public Optional<Action> read(Raw raw) {
        Optional<Action> action =
                raw.type() == ActionType.EXPERIMENTER ? readNicira(raw.subtype(), raw.content()) : readStandard(raw);
        if (action.isEmpty()) {
            unknown();
        }
        return action;
    }

    private Optional<Action> readStandard(Raw raw) {
        ByteSource in = raw.content();
        return switch (raw.type()) {
            case ActionType.OUTPUT -> Optional.of(new Action.Output(in.u32()));
            case ActionType.SET_FIELD -> readSetField(in);
            case ActionType.COPY_FIELD -> readMove(in);
            case ActionType.DEC_TTL -> Optional.of(new Action.DecTtl());
            case ActionType.PUSH_VLAN -> Optional.of(new Action.PushVlan(in.u16()));
            case ActionType.POP_VLAN -> Optional.of(new Action.PopVlan());
            case ActionType.GROUP -> Optional.of(new Action.Group(in.u32()));
            case ActionType.METER -> Optional.of(new Action.Meter(in.u32()));
            default -> Optional.empty();
        };
    }

    private Optional<Action> readNicira(int subtype, ByteSource in) {
        return switch (subtype) {
            case ActionType.NX_RESUBMIT_TABLE -> {
                int inPort = in.u16();
                yield inPort == ActionType.KEEP_IN_PORT ? Optional.of(new Action.Resubmit(in.u8())) : Optional.empty();
            }
            case ActionType.NX_OUTPUT_REG -> {
                int offsetAndWidth = in.u16();
                yield bits(in.u32(), offsetAndWidth >>> 6, (offsetAndWidth & 0x3f) + 1)
                        .map(Action.OutputField::new);
            }
            case ActionType.NX_CT_CLEAR -> Optional.of(new Action.CtClear());
            case ActionType.NX_CT -> CtCodec.read(in, this);
            case ActionType.NX_CONJUNCTION -> {
                int clause = in.u8() + 1;
                int clauseCount = in.u8();
                yield Optional.of(new Action.Conjunction(in.u32(), clause, clauseCount));
            }
            case ActionType.NX_CONTROLLER -> {
                int maxLength = in.u16();
                int controllerId = in.u16();
                int reason = in.u8();
                yield controllerId == 0
                        ? Optional.of(new Action.Controller(maxLength, reason, Bytes.EMPTY, false))
                        : Optional.empty();
            }
            case ActionType.NX_CONTROLLER2 -> readController(in.skip(6));
            case ActionType.NX_LEARN -> LearnCodec.read(in, this);
            case ActionType.NX_NOTE -> Optional.of(new Action.Note(in.rest()));
            default -> Optional.empty();
        };
    }

    private static Optional<Action> readSetField(ByteSource in) {
        MatchReader reader = new MatchReader();
        List<FieldMatch> value = reader.readField(in);
        return value.size() == 1 ? Optional.of(new Action.SetField(value.getFirst())) : Optional.empty();
    }

    private static Optional<Action> readMove(ByteSource in) {
        int width = in.u16();
        int fromBit = in.u16();
        int toBit = in.u16();
        in.skip(2);
        Optional<BitRange> from = bits(in.u32(), fromBit, width);
        Optional<BitRange> to = bits(in.u32(), toBit, width);
        return from.flatMap(f -> to.map(t -> new Action.Move(f, t)));
    }

    private static Optional<Action> readController(ByteSource in) {
        int maxLength = ActionType.WHOLE_PACKET;
        int reason = ActionType.REASON_ACTION;
        Bytes userdata = Bytes.EMPTY;
        boolean pause = false;
        boolean known = true;
        while (in.hasMore()) {
            ByteSource.Property property = in.property();
            ByteSource content = property.content();
            switch (property.type()) {
                case ActionType.CONTROLLER_MAX_LENGTH -> maxLength = content.u16();
                case ActionType.CONTROLLER_REASON -> reason = content.u8();
                case ActionType.CONTROLLER_USERDATA -> userdata = content.rest();
                case ActionType.CONTROLLER_PAUSE -> pause = true;
                default -> known = false;
            }
        }
        return known ? Optional.of(new Action.Controller(maxLength, reason, userdata, pause)) : Optional.empty();
    }

    /// The bits of a field named by header, offset and width; empty when there is no such thing.
    public static Optional<BitRange> bits(int header, int lowBit, int width) {
        Optional<OxmField> field = FieldHeaders.find(header);
        boolean fits =
                field.isPresent() && width >= 1 && lowBit + width <= field.get().bits();
        return fits ? Optional.of(new BitRange(field.get(), lowBit, width)) : Optional.empty();
    }
}
