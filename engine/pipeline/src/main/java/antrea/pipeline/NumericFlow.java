package antrea.pipeline;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.Match;
import java.util.List;

/// A flow as the switch has it. The round of `cookie` is zero as long as the bridge has not put it in.
public record NumericFlow(
        int tableId, int priority, Match match, List<Action> actions, long cookie, Timeouts timeouts) {
    public NumericFlow {
        actions = List.copyOf(actions);
    }
}
