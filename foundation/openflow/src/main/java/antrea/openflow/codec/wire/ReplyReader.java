package antrea.openflow.codec.wire;

import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.part.ByteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads answers to requests for lists (OpenFlow 1.5 section 7.3.5).
final class ReplyReader {
    private static final int MORE = 1;

    private ReplyReader() {}

    static MultipartReply read(ByteSource in) {
        int type = in.u16();
        boolean more = (in.u16() & MORE) != 0;
        in.skip(4);
        return new MultipartReply(more, readBody(type, in));
    }

    private static MultipartReply.Body readBody(int type, ByteSource in) {
        return switch (type) {
            case MessageType.PART_FLOWS -> new MultipartReply.Flows(list(in, FlowCodec::readEntry));
            case MessageType.PART_AGGREGATE -> {
                FlowCounters sums = FlowCounters.read(in);
                yield new MultipartReply.Aggregate(sums.packets(), sums.bytes(), sums.flows());
            }
            case MessageType.PART_GROUPS -> new MultipartReply.Groups(list(in, GroupCodec::readEntry));
            case MessageType.PART_GROUP_COUNTERS -> new MultipartReply.GroupCounters(list(in, GroupCodec::readCounter));
            case MessageType.PART_METERS -> new MultipartReply.Meters(list(in, MeterCodec::readEntry));
            case MessageType.PART_METER_COUNTERS -> new MultipartReply.MeterCounters(list(in, MeterCodec::readCounter));
            case MessageType.PART_METER_FEATURES -> MeterCodec.readFeatures(in);
            case MessageType.PART_PORTS -> new MultipartReply.PortList(list(in, PortCodec::read));
            case MessageType.PART_PORT_COUNTERS -> new MultipartReply.PortCounters(list(in, PortCodec::readCounter));
            case MessageType.PART_TABLES -> new MultipartReply.Tables(RequestCodec.readTables(in));
            default -> new MultipartReply.Unknown(type, in.rest());
        };
    }

    /// Every entry reader takes at least one byte, so this ends.
    private static <T> List<T> list(ByteSource in, Function<ByteSource, T> entry) {
        List<T> out = new ArrayList<>();
        while (in.hasMore()) {
            out.add(entry.apply(in));
        }
        return out;
    }
}
