package antrea.openflow.codec;

import java.util.List;

/// Adds, changes or deletes a group (OpenFlow 1.5 section 7.3.4.3). `commandBucketId` says where buckets are
/// inserted or which are removed; it means nothing to the other commands.
public record GroupMod(Command command, int groupId, Type type, List<Bucket> buckets, int commandBucketId)
        implements Message {
    /// All groups, in a delete.
    public static final int ALL_GROUPS = 0xfffffffc;

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
