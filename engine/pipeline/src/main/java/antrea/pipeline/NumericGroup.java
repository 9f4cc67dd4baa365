package antrea.pipeline;

import antrea.openflow.codec.Action;
import java.util.List;

/// A group as the switch has it.
public record NumericGroup(int id, GroupType type, List<NumericBucket> buckets) {
    public NumericGroup {
        buckets = List.copyOf(buckets);
    }

    /// One way of a [NumericGroup].
    public record NumericBucket(int weight, List<Action> actions) {
        public NumericBucket {
            actions = List.copyOf(actions);
        }
    }
}
