package antrea.pipeline;

import java.util.List;

/// What a table does with a packet that no flow of it takes.
public sealed interface Miss {
    /// Goes on in the next table; the last table of a pipeline drops.
    record Next() implements Miss {}

    record Drop() implements Miss {}

    /// Runs these actions, under the cookie of the owner.
    record Run(List<FlowAction> actions) implements Miss {
        public Run {
            actions = List.copyOf(actions);
        }
    }
}
