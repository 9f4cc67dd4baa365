package antrea.openflow.codec.wire;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartReply.Traffic;
import antrea.openflow.codec.part.ActionReader;
import antrea.openflow.codec.part.ActionWriter;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.Wire;
import java.util.ArrayList;
import java.util.List;

/// Group changes, descriptions and counters (OpenFlow 1.5 sections 7.3.4.3, 7.3.5.9 and 7.3.5.10).
final class GroupCodec {
    private static final int WEIGHT = 0;

    private GroupCodec() {}

    static void write(GroupMod group, ByteSink out) {
        out.u16(group.command().wire()).u8(group.type().ordinal()).u8(0).u32(group.groupId());
        int lengthAt = out.size();
        out.u16(0).zeros(2).u32(group.commandBucketId());
        int start = out.size();
        writeBuckets(group.buckets(), group.type(), out);
        out.setLength(lengthAt, start);
    }

    static GroupMod read(ByteSource in) {
        int wire = in.u16();
        GroupMod.Type type = Wire.constant(GroupMod.Type.values(), in.u8(), "group type");
        int groupId = in.skip(1).u32();
        int length = in.u16();
        int commandBucketId = in.skip(2).u32();
        ActionReader reader = new ActionReader();
        List<GroupMod.Bucket> buckets = readBuckets(in.slice(length), reader);
        Wire.demand(reader.isComplete() && !in.hasMore(), "group with unknown parts");
        return new GroupMod(command(wire), groupId, type, buckets, commandBucketId);
    }

    private static GroupMod.Command command(int wire) {
        for (GroupMod.Command command : GroupMod.Command.values()) {
            if (command.wire() == wire) {
                return command;
            }
        }
        throw new MalformedMessageException("no such group command: " + wire);
    }

    private static void writeBuckets(List<GroupMod.Bucket> buckets, GroupMod.Type type, ByteSink out) {
        for (GroupMod.Bucket bucket : buckets) {
            int start = out.size();
            out.u16(0).u16(0).u32(bucket.id());
            int actions = out.size();
            ActionWriter.writeList(bucket.actions(), out);
            out.setLength(start + 2, actions);
            if (type == GroupMod.Type.SELECT || bucket.weight() != 0) {
                out.u16(WEIGHT).u16(6).u16(bucket.weight()).zeros(2);
            }
            out.setLength(start, start);
        }
    }

    private static List<GroupMod.Bucket> readBuckets(ByteSource in, ActionReader reader) {
        List<GroupMod.Bucket> out = new ArrayList<>();
        while (in.hasMore()) {
            int length = in.u16();
            Wire.demand(length >= 8, "bucket of length " + length);
            ByteSource bucket = in.slice(length - 2);
            int actionsLength = bucket.u16();
            int id = bucket.u32();
            List<Action> actions = reader.readList(bucket.slice(actionsLength));
            int weight = 0;
            while (bucket.hasMore()) {
                ByteSource.Property property = bucket.property();
                if (property.type() == WEIGHT) {
                    weight = property.content().u16();
                } else {
                    reader.unknown();
                }
            }
            out.add(new GroupMod.Bucket(id, weight, actions));
        }
        return out;
    }

    static void writeEntry(MultipartReply.GroupEntry entry, ByteSink out) {
        int start = out.size();
        out.u16(0).u8(entry.type().ordinal()).u8(0).u32(entry.groupId());
        int lengthAt = out.size();
        out.u16(0).zeros(6);
        int buckets = out.size();
        writeBuckets(entry.buckets(), entry.type(), out);
        out.setLength(lengthAt, buckets);
        out.setLength(start, start);
    }

    static MultipartReply.GroupEntry readEntry(ByteSource list) {
        int length = list.u16();
        Wire.demand(length >= 16, "group entry of length " + length);
        ByteSource in = list.slice(length - 2);
        GroupMod.Type type = Wire.constant(GroupMod.Type.values(), in.u8(), "group type");
        int groupId = in.skip(1).u32();
        int bucketsLength = in.u16();
        in.skip(6);
        ActionReader reader = new ActionReader();
        List<GroupMod.Bucket> buckets = readBuckets(in.slice(bucketsLength), reader);
        boolean complete = reader.isComplete() && !in.hasMore();
        return new MultipartReply.GroupEntry(groupId, type, buckets, complete);
    }

    static void writeCounter(MultipartReply.GroupCounter counter, ByteSink out) {
        int start = out.size();
        out.u16(0)
                .zeros(2)
                .u32(counter.groupId())
                .u32(counter.references())
                .zeros(4)
                .u64(counter.total().packets())
                .u64(counter.total().bytes())
                .u32((int) counter.durationSeconds())
                .u32(0);
        for (Traffic bucket : counter.buckets()) {
            out.u64(bucket.packets()).u64(bucket.bytes());
        }
        out.setLength(start, start);
    }

    static MultipartReply.GroupCounter readCounter(ByteSource list) {
        int length = list.u16();
        Wire.demand(length >= 40, "group counter of length " + length);
        ByteSource in = list.slice(length - 2).skip(2);
        int groupId = in.u32();
        int references = in.u32();
        Traffic total = new Traffic(in.skip(4).u64(), in.u64());
        long duration = in.u32() & 0xffffffffL;
        in.skip(4);
        return new MultipartReply.GroupCounter(groupId, references, total, duration, readTraffic(in));
    }

    /// Pairs of packets and bytes up to the end.
    static List<Traffic> readTraffic(ByteSource in) {
        List<Traffic> out = new ArrayList<>();
        while (in.hasMore()) {
            out.add(new Traffic(in.u64(), in.u64()));
        }
        return out;
    }
}
