package antrea.openflow.codec.part;

import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import java.util.List;

/// Writes matches (OpenFlow 1.5 section 7.2.3).
public final class MatchWriter {
    private static final int OXM = 1;
    private static final int MASKED = 0x100;

    private MatchWriter() {}

    /// With header and padding.
    public static void write(Match match, ByteSink out) {
        int start = out.size();
        out.u16(OXM).u16(0);
        writeFields(match, out);
        out.setLength(start + 2, start);
        out.alignTo8(start);
    }

    /// The bare fields.
    public static void writeFields(Match match, ByteSink out) {
        List<FieldMatch> fields = match.fields();
        for (int i = 0; i < fields.size(); i++) {
            writeField(fields.get(i), out);
        }
    }

    public static void writeField(FieldMatch field, ByteSink out) {
        int bytes = field.field().bytes();
        int header = field.field().header();
        if (field.isExact()) {
            out.u32(header).number(field.value(), bytes);
        } else {
            out.u32((header & ~0xff) | MASKED | 2 * bytes)
                    .number(field.value(), bytes)
                    .number(field.mask(), bytes);
        }
    }
}
