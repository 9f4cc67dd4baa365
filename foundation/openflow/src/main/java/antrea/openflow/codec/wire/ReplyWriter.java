package antrea.openflow.codec.wire;

import antrea.net.Bytes;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.part.ByteSink;

/// Writes answers to requests for lists; what a switch would do, for tests against a fake one.
final class ReplyWriter {
    private static final int MORE = 1;

    private ReplyWriter() {}

    static void write(MultipartReply reply, ByteSink out) {
        out.u16(typeOf(reply.body())).u16(reply.more() ? MORE : 0).zeros(4);
        switch (reply.body()) {
            case MultipartReply.Flows flows -> flows.entries().forEach(e -> FlowCodec.writeEntry(e, out));
            case MultipartReply.Aggregate sums -> FlowCounters.write(sums, out);
            case MultipartReply.Groups groups -> groups.entries().forEach(e -> GroupCodec.writeEntry(e, out));
            case MultipartReply.GroupCounters groups -> groups.entries().forEach(e -> GroupCodec.writeCounter(e, out));
            case MultipartReply.Meters meters -> meters.entries().forEach(e -> MeterCodec.writeEntry(e, out));
            case MultipartReply.MeterCounters meters -> meters.entries().forEach(e -> MeterCodec.writeCounter(e, out));
            case MultipartReply.MeterFeatures f ->
                out.u32(f.maxMeter())
                        .u32(f.bandTypes())
                        .u32(f.capabilities())
                        .u8(f.maxBands())
                        .u8(f.maxColor())
                        .zeros(2);
            case MultipartReply.PortList ports -> ports.entries().forEach(e -> PortCodec.write(e, out));
            case MultipartReply.PortCounters ports -> ports.entries().forEach(e -> PortCodec.writeCounter(e, out));
            case MultipartReply.Tables tables -> tables.entries().forEach(e -> RequestCodec.writeTable(e, out));
            case MultipartReply.Unknown(int _, Bytes content) -> out.put(content);
        }
    }

    private static int typeOf(MultipartReply.Body body) {
        return switch (body) {
            case MultipartReply.Flows _ -> MessageType.PART_FLOWS;
            case MultipartReply.Aggregate _ -> MessageType.PART_AGGREGATE;
            case MultipartReply.Groups _ -> MessageType.PART_GROUPS;
            case MultipartReply.GroupCounters _ -> MessageType.PART_GROUP_COUNTERS;
            case MultipartReply.Meters _ -> MessageType.PART_METERS;
            case MultipartReply.MeterCounters _ -> MessageType.PART_METER_COUNTERS;
            case MultipartReply.MeterFeatures _ -> MessageType.PART_METER_FEATURES;
            case MultipartReply.PortList _ -> MessageType.PART_PORTS;
            case MultipartReply.PortCounters _ -> MessageType.PART_PORT_COUNTERS;
            case MultipartReply.Tables _ -> MessageType.PART_TABLES;
            case MultipartReply.Unknown unknown -> unknown.type();
        };
    }
}
