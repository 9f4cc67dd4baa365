package antrea.pipeline;

import java.util.List;

/// A group before tables have numbers. `calledFrom` is the table whose flows call it: targets are resolved from
/// there, and it has to declare what the buckets write.
public record Group(int id, GroupType type, Table calledFrom, List<Bucket> buckets) {
    /// Throws [PipelineException] for a write that the table does not declare.
    public Group {
        buckets = List.copyOf(buckets);
        for (Bucket bucket : buckets) {
            Declarations.checkActions(calledFrom, bucket.actions());
        }
    }

    /// One way of a group. `weight` counts in [GroupType#SELECT] only.
    public record Bucket(int weight, List<FlowAction> actions) {
        public Bucket {
            actions = List.copyOf(actions);
            for (FlowAction action : actions) {
                if (action instanceof FlowAction.GoTo) {
                    throw new PipelineException("a bucket cannot goto a table, only resubmit: " + actions);
                }
            }
        }

        public static Bucket of(int weight, FlowAction... actions) {
            return new Bucket(weight, List.of(actions));
        }
    }
}
