package antrea.openflow.codec.wire;

import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import antrea.openflow.codec.MultipartRequest.TableFeature;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.MatchReader;
import antrea.openflow.codec.part.MatchWriter;
import antrea.openflow.codec.part.Wire;
import java.util.ArrayList;
import java.util.List;

/// Requests for lists (OpenFlow 1.5 section 7.3.5).
final class RequestCodec {
    private static final int ANY = -1;
    private static final int MODIFY_TABLES = 1;
    private static final int TABLE_NAME_WIDTH = 32;
    private static final int TABLE_HEAD = 64;

    private RequestCodec() {}

    static void write(MultipartRequest request, ByteSink out) {
        switch (request) {
            case MultipartRequest.Flows(FlowFilter filter) -> writeFilter(filter, head(MessageType.PART_FLOWS, out));
            case MultipartRequest.Aggregate(FlowFilter filter) ->
                writeFilter(filter, head(MessageType.PART_AGGREGATE, out));
            case MultipartRequest.Groups(int id) ->
                head(MessageType.PART_GROUPS, out).u32(id).zeros(4);
            case MultipartRequest.GroupCounters(int id) ->
                head(MessageType.PART_GROUP_COUNTERS, out).u32(id).zeros(4);
            case MultipartRequest.Meters(int id) ->
                head(MessageType.PART_METERS, out).u32(id).zeros(4);
            case MultipartRequest.MeterCounters(int id) ->
                head(MessageType.PART_METER_COUNTERS, out).u32(id).zeros(4);
            case MultipartRequest.MeterFeatures() -> head(MessageType.PART_METER_FEATURES, out);
            case MultipartRequest.PortList(int port) ->
                head(MessageType.PART_PORTS, out).u32(port).zeros(4);
            case MultipartRequest.PortCounters(int port) ->
                head(MessageType.PART_PORT_COUNTERS, out).u32(port).zeros(4);
            case MultipartRequest.Tables(List<TableFeature> renamed) -> {
                head(MessageType.PART_TABLES, out);
                renamed.forEach(table -> writeTable(table, out));
            }
        }
    }

    private static ByteSink head(int type, ByteSink out) {
        return out.u16(type).u16(0).zeros(4);
    }

    private static void writeFilter(FlowFilter filter, ByteSink out) {
        out.u8(filter.table())
                .zeros(3)
                .u32(ANY)
                .u32(ANY)
                .zeros(4)
                .u64(filter.cookie())
                .u64(filter.cookieMask());
        MatchWriter.write(filter.match(), out);
    }

    static MultipartRequest read(ByteSource in) {
        int type = in.u16();
        in.skip(6);
        return switch (type) {
            case MessageType.PART_FLOWS -> new MultipartRequest.Flows(readFilter(in));
            case MessageType.PART_AGGREGATE -> new MultipartRequest.Aggregate(readFilter(in));
            case MessageType.PART_GROUPS -> new MultipartRequest.Groups(in.u32());
            case MessageType.PART_GROUP_COUNTERS -> new MultipartRequest.GroupCounters(in.u32());
            case MessageType.PART_METERS -> new MultipartRequest.Meters(in.u32());
            case MessageType.PART_METER_COUNTERS -> new MultipartRequest.MeterCounters(in.u32());
            case MessageType.PART_METER_FEATURES -> new MultipartRequest.MeterFeatures();
            case MessageType.PART_PORTS -> new MultipartRequest.PortList(in.u32());
            case MessageType.PART_PORT_COUNTERS -> new MultipartRequest.PortCounters(in.u32());
            case MessageType.PART_TABLES -> new MultipartRequest.Tables(readTables(in));
            default -> throw new MalformedMessageException("request for an unknown list: " + type);
        };
    }

    private static FlowFilter readFilter(ByteSource in) {
        int table = in.u8();
        in.skip(15);
        long cookie = in.u64();
        long cookieMask = in.u64();
        MatchReader matches = new MatchReader();
        Match match = matches.read(in);
        Wire.demand(matches.isComplete(), "flow filter with unknown fields");
        return new FlowFilter(table, match, cookie, cookieMask);
    }

    static void writeTable(TableFeature table, ByteSink out) {
        out.u16(TABLE_HEAD)
                .u8(table.table())
                .u8(MODIFY_TABLES)
                .zeros(4)
                .text(table.name(), TABLE_NAME_WIDTH)
                .zeros(16)
                .u32(0)
                .u32(table.maxEntries());
    }

    static List<TableFeature> readTables(ByteSource in) {
        List<TableFeature> out = new ArrayList<>();
        while (in.hasMore()) {
            int length = in.u16();
            Wire.demand(length >= TABLE_HEAD, "table of length " + length);
            ByteSource table = in.slice(length - 2);
            int number = table.u8();
            String name = table.skip(5).text(TABLE_NAME_WIDTH);
            out.add(new TableFeature(number, name, table.skip(20).u32()));
        }
        return out;
    }
}
