package antrea.openflow.codec;

import java.util.ArrayList;
import java.util.List;

/// Adds, changes or deletes a group (OpenFlow 1.5 section 7.3.4.3). `commandBucketId` says where buckets are
/// inserted or which are removed; it means nothing to the other commands.
public record GroupMod(Command command, int groupId, Type type, List<Bucket> buckets, int commandBucketId)
        implements Message {
    /// All groups, in a delete.
    public static final int ALL_GROUPS = 0xfffffffc;

    /// A message holds at most 65535 bytes: buckets of up to 160 bytes each, more than a Service Endpoint needs.
    public static final int BUCKETS_PER_MESSAGE = 400;

    /// Open vSwitch reports a group in one message, whatever its size: beyond 64 KiB the length wraps around and
    /// the session falls out of step (seen with 3.1.0). A bucket of a Service takes 64 bytes, with IPv6 72.
    public static final int MOST_BUCKETS = 800;

    public GroupMod {
        buckets = List.copyOf(buckets);
    }

    public enum Command {
        ADD(0),
        MODIFY(1),
        DELETE(2),
        INSERT_BUCKET(3),
        REMOVE_BUCKET(5),
        /// Open vSwitch: adds the group, or changes it when it is there (OFPGC_ADD_OR_MOD).
        ADD_OR_MODIFY(0x8000);

        private final int wire;

        Command(int wire) {
            this.wire = wire;
        }

        public int wire() {
            return wire;
        }
    }

    /// In the order of the wire values.
    public enum Type {
        ALL,
        SELECT,
        INDIRECT,
        FAST_FAILOVER
    }

    /// One bucket. `weight` counts in select groups only and is 0 elsewhere.
    public record Bucket(int id, int weight, List<Action> actions) {
        /// The first, the last and every bucket, as `commandBucketId`.
        public static final int FIRST = 0xfffffffd;

        public static final int LAST = 0xfffffffe;
        public static final int ALL = 0xffffffff;

        public Bucket {
            actions = List.copyOf(actions);
        }
    }

    public static GroupMod add(int groupId, Type type, List<Bucket> buckets) {
        return new GroupMod(Command.ADD, groupId, type, buckets, Bucket.ALL);
    }

    /// Replaces type and buckets of a group that is there.
    public static GroupMod modify(int groupId, Type type, List<Bucket> buckets) {
        return new GroupMod(Command.MODIFY, groupId, type, buckets, Bucket.ALL);
    }

    /// This change as messages that fit on the wire, to be sent in one bundle: this one with the first
    /// [#BUCKETS_PER_MESSAGE] buckets, then the others inserted behind them. One message is the common case.
    /// Throws [IllegalArgumentException] for more than [#MOST_BUCKETS].
    public List<GroupMod> inParts() {
        if (buckets.size() > MOST_BUCKETS) {
            throw new IllegalArgumentException("group " + groupId + " has " + buckets.size() + " buckets, at most "
                    + MOST_BUCKETS + " can be read back");
        }
        boolean single = buckets.size() <= BUCKETS_PER_MESSAGE || command == Command.REMOVE_BUCKET;
        if (single) {
            return List.of(this);
        }
        List<GroupMod> out = new ArrayList<>();
        int after = commandBucketId;
        for (int from = 0; from < buckets.size(); from += BUCKETS_PER_MESSAGE) {
            List<Bucket> part = buckets.subList(from, Math.min(from + BUCKETS_PER_MESSAGE, buckets.size()));
            Command partCommand = from == 0 ? command : Command.INSERT_BUCKET;
            out.add(new GroupMod(partCommand, groupId, type, part, after));
            after = part.getLast().id();
        }
        return out;
    }

    public static GroupMod insertBuckets(int groupId, Type type, List<Bucket> buckets, int afterBucketId) {
        return new GroupMod(Command.INSERT_BUCKET, groupId, type, buckets, afterBucketId);
    }

    public static GroupMod removeBucket(int groupId, Type type, int bucketId) {
        return new GroupMod(Command.REMOVE_BUCKET, groupId, type, List.of(), bucketId);
    }

    /// Deletes a group, and with it every flow that points at it. [#ALL_GROUPS] deletes all.
    public static GroupMod delete(int groupId) {
        return new GroupMod(Command.DELETE, groupId, Type.ALL, List.of(), Bucket.ALL);
    }
}
