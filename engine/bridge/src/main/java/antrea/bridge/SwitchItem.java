package antrea.bridge;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.MeterConfig;
import antrea.pipeline.GroupType;
import antrea.pipeline.Meter;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.Timeouts;
import java.util.ArrayList;
import java.util.List;

/// A thing in the switch, as desired or as read back; both are equal when nothing is to be done.
public sealed interface SwitchItem {
    SwitchKey key();

    /// A flow. In `cookie`, and in the cookies of learn actions, the bits of the round are zero for the current
    /// round; what was read with another round keeps it, and so is never equal to what is desired.
    record OfFlow(FlowPlace key, List<Action> actions, long cookie, Timeouts timeouts) implements SwitchItem {}

    /// A group. Bucket ids are given when it is sent and mean nothing.
    record OfGroup(int groupId, GroupMod.Type type, List<Bucket> buckets) implements SwitchItem {
        @Override
        public SwitchKey key() {
            return new SwitchKey.OfGroup(groupId);
        }
    }

    /// One way of a group; `weight` is 0 where weights mean nothing.
    record Bucket(int weight, List<Action> actions) {}

    record OfMeter(MeterConfig config) implements SwitchItem {
        @Override
        public SwitchKey key() {
            return new SwitchKey.OfMeter(config.meterId());
        }
    }

    /// With its registers as a switch reports them, or what is read back would never be what was desired.
    static SwitchItem of(NumericFlow flow) {
        FlowPlace place =
                new FlowPlace(flow.tableId(), flow.priority(), flow.match().splitRegisters());
        return new OfFlow(place, flow.actions(), flow.cookie(), flow.timeouts());
    }

    static SwitchItem of(NumericGroup group) {
        boolean weighted = group.type() == GroupType.SELECT;
        List<Bucket> buckets = new ArrayList<>(group.buckets().size());
        for (NumericGroup.NumericBucket bucket : group.buckets()) {
            buckets.add(new Bucket(weighted ? bucket.weight() : 0, bucket.actions()));
        }
        GroupMod.Type type =
                switch (group.type()) {
                    case ALL -> GroupMod.Type.ALL;
                    case SELECT -> GroupMod.Type.SELECT;
                };
        return new OfGroup(group.id(), type, List.copyOf(buckets));
    }

    static SwitchItem of(Meter meter) {
        MeterConfig.Unit unit =
                switch (meter.unit()) {
                    case KILOBITS_PER_SECOND -> MeterConfig.Unit.KILOBITS_PER_SECOND;
                    case PACKETS_PER_SECOND -> MeterConfig.Unit.PACKETS_PER_SECOND;
                };
        MeterConfig.DropBand band =
                new MeterConfig.DropBand(Math.toIntExact(meter.rate()), Math.toIntExact(meter.burst()));
        return new OfMeter(new MeterConfig(meter.id(), unit, true, List.of(band)));
    }
}
