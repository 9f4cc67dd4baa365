package antrea.openflow.codec.part;

import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.LearnSpec;
import antrea.openflow.codec.BitRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The learn action. Source: ovs-actions(7), `learn`.
final class LearnCodec {
    private static final int DELETE_LEARNED = 2;

    private static final int WIDTH = 0x7ff;
    private static final int FROM_VALUE = 1 << 13;
    private static final int TO_LOAD = 1 << 11;
    private static final int TO_OUTPUT = 2 << 11;
    private static final int TO_MASK = 3 << 11;

    private LearnCodec() {}

    static void write(Action.Learn learn, ByteSink out) {
        int start = out.size();
        ActionWriter.nicira(ActionType.NX_LEARN, 0, out)
                .u16(learn.idleTimeout())
                .u16(learn.hardTimeout())
                .u16(learn.priority())
                .u64(learn.cookie())
                .u16(learn.deleteLearned() ? DELETE_LEARNED : 0)
                .u8(learn.table())
                .u8(0)
                .u16(learn.finIdleTimeout())
                .u16(0);
        for (LearnSpec spec : learn.specs()) {
            writeSpec(spec, out);
        }
        out.alignTo8(start);
        out.setLength(start + 2, start);
    }

    private static void writeSpec(LearnSpec spec, ByteSink out) {
        switch (spec) {
            case LearnSpec.MatchValue(BitRange to, U128 value) -> writeValue(0, to, value, out);
            case LearnSpec.LoadValue(BitRange to, U128 value) -> writeValue(TO_LOAD, to, value, out);
            case LearnSpec.MatchField(BitRange from, BitRange to) -> writeField(0, from, to, out);
            case LearnSpec.LoadField(BitRange from, BitRange to) -> writeField(TO_LOAD, from, to, out);
            case LearnSpec.OutputField(BitRange from) -> {
                out.u16(from.width() | TO_OUTPUT);
                writeBits(from, out);
            }
        }
    }

    private static void writeValue(int target, BitRange to, U128 value, ByteSink out) {
        out.u16(to.width() | FROM_VALUE | target);
        out.number(value, valueBytes(to.width()));
        writeBits(to, out);
    }

    private static void writeField(int target, BitRange from, BitRange to, ByteSink out) {
        if (from.width() != to.width()) {
            throw new IllegalArgumentException("learn: widths differ: " + from + " and " + to);
        }
        out.u16(to.width() | target);
        writeBits(from, out);
        writeBits(to, out);
    }

    private static void writeBits(BitRange bits, ByteSink out) {
        out.u32(bits.field().header()).u16(bits.lowBit());
    }

    private static int valueBytes(int width) {
        return 2 * ((width + 15) / 16);
    }

    /// `in` stands behind the subtype and ends with the action.
    static Optional<Action> read(ByteSource in, ActionReader reader) {
        int idleTimeout = in.u16();
        int hardTimeout = in.u16();
        int priority = in.u16();
        long cookie = in.u64();
        int flags = in.u16();
        int table = in.u8();
        in.skip(1);
        int finIdleTimeout = in.u16();
        int finHardTimeout = in.u16();
        List<LearnSpec> specs = new ArrayList<>();
        while (in.remaining() >= 2) {
            int head = in.u16();
            if (head == 0) {
                break;
            }
            Optional<LearnSpec> spec = readSpec(head, in);
            if (spec.isEmpty()) {
                reader.unknown();
                break;
            }
            specs.add(spec.get());
        }
        if (finHardTimeout != 0 || (flags & ~DELETE_LEARNED) != 0) {
            return Optional.empty();
        }
        return Optional.of(new Action.Learn(
                table,
                priority,
                idleTimeout,
                hardTimeout,
                finIdleTimeout,
                cookie,
                (flags & DELETE_LEARNED) != 0,
                specs));
    }

    private static Optional<LearnSpec> readSpec(int head, ByteSource in) {
        int width = head & WIDTH;
        int target = head & TO_MASK;
        if (width == 0 || width > 128) {
            return Optional.empty();
        }
        if ((head & FROM_VALUE) != 0) {
            U128 value = in.number(valueBytes(width));
            if (!value.and(U128.mask(0, width).not()).isZero()) {
                return Optional.empty();
            }
            return readBits(width, in).flatMap(to -> switch (target) {
                case 0 -> Optional.of(new LearnSpec.MatchValue(to, value));
                case TO_LOAD -> Optional.of(new LearnSpec.LoadValue(to, value));
                default -> Optional.<LearnSpec>empty();
            });
        }
        Optional<BitRange> from = readBits(width, in);
        if (target == TO_OUTPUT) {
            return from.map(LearnSpec.OutputField::new);
        }
        Optional<BitRange> to = readBits(width, in);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return switch (target) {
            case 0 -> Optional.of(new LearnSpec.MatchField(from.get(), to.get()));
            case TO_LOAD -> Optional.of(new LearnSpec.LoadField(from.get(), to.get()));
            default -> Optional.empty();
        };
    }

    private static Optional<BitRange> readBits(int width, ByteSource in) {
        int header = in.u32();
        return ActionReader.bits(header, in.u16(), width);
    }
}
