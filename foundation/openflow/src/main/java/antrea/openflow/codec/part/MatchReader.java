package antrea.openflow.codec.part;

import antrea.net.U128;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Reads matches. A field that is not known is left out and makes the match incomplete.
public final class MatchReader {
    private boolean complete = true;

    /// Whether everything read so far was known.
    public boolean isComplete() {
        return complete;
    }

    /// With header and padding.
    public Match read(ByteSource in) {
        int type = in.u16();
        int length = in.u16();
        if (type != 1 || length < 4) {
            throw new MalformedMessageException("match of type " + type + " and length " + length);
        }
        Match match = readFields(in.slice(length - 4));
        in.skipPadding(-length & 7);
        return match;
    }

    /// The bare fields, up to the end.
    public Match readFields(ByteSource in) {
        List<FieldMatch> fields = new ArrayList<>();
        EnumSet<OxmField> seen = EnumSet.noneOf(OxmField.class);
        while (in.hasMore()) {
            for (FieldMatch field : readField(in)) {
                if (!seen.add(field.field())) {
                    throw new MalformedMessageException("field given twice: " + field);
                }
                fields.add(field);
            }
        }
        return new Match(fields);
    }

    /// One field: none when it is not known, two when it is a pair of registers.
    public List<FieldMatch> readField(ByteSource in) {
        int header = in.u32();
        boolean masked = (header & 0x100) != 0;
        ByteSource content = in.slice(header & 0xff);
        if ((header >>> 16) == FieldHeaders.PACKET_REGISTERS) {
            return registerPair(header >>> 9 & 0x7f, masked, content);
        }
        Optional<OxmField> field = FieldHeaders.find(header);
        if (field.isEmpty()) {
            boolean ethernet = header == FieldHeaders.PACKET_TYPE && content.u32() == 0;
            complete &= ethernet;
            return List.of();
        }
        return single(field.get(), masked, content);
    }

    private List<FieldMatch> single(OxmField field, boolean masked, ByteSource content) {
        U128 all = U128.mask(0, field.bits());
        U128 value = content.number(field.bytes());
        U128 mask = masked ? content.number(field.bytes()).and(all) : all;
        boolean fits = value.and(all.not()).isZero() && (mask.equals(all) || field.isMaskable());
        if (!fits) {
            complete = false;
            return List.of();
        }
        return List.of(new FieldMatch(field, value, mask));
    }

    private List<FieldMatch> registerPair(int number, boolean masked, ByteSource content) {
        if (number > 7 || content.remaining() != (masked ? 16 : 8)) {
            complete = false;
            return List.of();
        }
        long value = content.u64();
        long mask = masked ? content.u64() : -1L;
        List<FieldMatch> out = new ArrayList<>(2);
        addRegister(out, 2 * number, value >>> 32, mask >>> 32);
        addRegister(out, 2 * number + 1, value & 0xffffffffL, mask & 0xffffffffL);
        return out;
    }

    private static void addRegister(List<FieldMatch> out, int number, long value, long mask) {
        if (mask != 0) {
            out.add(new FieldMatch(OxmField.reg(number), U128.of(value), U128.of(mask)));
        }
    }
}
