package antrea.pipeline;

import antrea.openflow.codec.Match;
import java.util.List;

/// A flow before tables have numbers. No actions means drop.
///
/// Building one that its table does not declare throws [PipelineException].
public record Flow(Table table, int priority, Match match, List<FlowAction> actions, Cookie cookie, Timeouts timeouts) {
    public Flow {
        actions = List.copyOf(actions);
        Declarations.check(table, priority, cookie.category(), match, actions);
    }

    /// What makes it the same flow to the switch.
    public FlowKey key() {
        return new FlowKey(table, priority, match);
    }

    @Override
    public String toString() {
        return table + " " + priority + " [" + match + "] " + actions;
    }
}
