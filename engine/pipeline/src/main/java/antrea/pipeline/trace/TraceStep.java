package antrea.pipeline.trace;

import antrea.pipeline.NumericFlow;
import java.util.OptionalInt;

/// One step of a packet's way.
public sealed interface TraceStep {
    /// A flow took it; `conjunction` is the id where a conjunctive match did.
    record Hit(int table, NumericFlow flow, OptionalInt conjunction) implements TraceStep {}

    /// No flow of the table took it.
    record Missed(int table) implements TraceStep {}

    /// The connection tracker saw it. `state` is of the bits of `CtState`; `committed` says that the action asked
    /// for it.
    record Tracked(int zone, int state, boolean committed) implements TraceStep {}

    /// A group sent it through a bucket (counted from 0).
    record Bucket(int group, int bucket) implements TraceStep {}

    /// A flow was learned.
    record Learned(NumericFlow flow) implements TraceStep {}

    /// What became of it.
    record Ended(Outcome outcome) implements TraceStep {}
}
