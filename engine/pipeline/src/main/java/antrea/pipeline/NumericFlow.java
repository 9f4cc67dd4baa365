package antrea.pipeline;

import antrea.openflow.codec.Action;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.Match;
import java.util.ArrayList;
import java.util.List;

/// A flow as the switch has it. The round of `cookie` is zero as long as [#withRound] has not put it in.
public record NumericFlow(
        int tableId, int priority, Match match, List<Action> actions, long cookie, Timeouts timeouts) {
    public NumericFlow {
        actions = List.copyOf(actions);
    }

    /// What makes it the same flow to the switch.
    public FlowKey key() {
        return new FlowKey(tableId, priority, match);
    }

    /// This flow with the round in its cookie and in the cookies of the flows it learns.
    public NumericFlow withRound(int round) {
        List<Action> renewed = new ArrayList<>(actions.size());
        for (Action action : actions) {
            renewed.add(
                    action instanceof Action.Learn l
                            ? new Action.Learn(
                                    l.table(),
                                    l.priority(),
                                    l.idleTimeout(),
                                    l.hardTimeout(),
                                    l.finIdleTimeout(),
                                    Cookie.withRound(l.cookie(), round),
                                    l.deleteLearned(),
                                    l.specs())
                            : action);
        }
        return new NumericFlow(tableId, priority, match, renewed, Cookie.withRound(cookie, round), timeouts);
    }
}
