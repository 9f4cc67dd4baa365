package antrea.openflow.codec;

import java.util.List;

/// Adds, changes or deletes flows (OpenFlow 1.5 section 7.3.4.2). `cookieMask` chooses flows by cookie in all but
/// [Command#ADD]; 0 = whatever cookie. In an [Command#ADD], `cookie` is the cookie of the new flow. A change
/// (`MODIFY…`) never changes the cookie of a flow, as the standard says.
public record FlowMod(Command command, FlowKey key, List<Action> actions, long cookie, long cookieMask, Options options)
        implements Message {

    public FlowMod {
        actions = List.copyOf(actions);
    }

    /// In the order of the wire values. The strict kinds mean the one flow with this very key; the others every
    /// flow that the match covers, whatever its priority.
    public enum Command {
        ADD,
        MODIFY,
        MODIFY_STRICT,
        DELETE,
        DELETE_STRICT
    }

    /// Timeouts in seconds, 0 = never. `flags`: the constants here. `importance` decides who is evicted.
    public record Options(int idleTimeoutSeconds, int hardTimeoutSeconds, int flags, int importance) {
        public static final Options NONE = new Options(0, 0, 0, 0);

        /// The switch tells of the end of this flow.
        public static final int SEND_FLOW_REMOVED = 1;

        /// Refuse to add a flow that overlaps with another of the same priority.
        public static final int CHECK_OVERLAP = 2;

        /// A change sets the counters back to zero.
        public static final int RESET_COUNTS = 4;
    }

    /// Adds a flow without timeouts, in place of the one with the same key.
    public static FlowMod add(FlowKey key, List<Action> actions, long cookie) {
        return new FlowMod(Command.ADD, key, actions, cookie, 0, Options.NONE);
    }

    /// Gives the one flow with this key other actions; nothing happens when there is none.
    public static FlowMod modifyStrict(FlowKey key, List<Action> actions) {
        return new FlowMod(Command.MODIFY_STRICT, key, actions, 0, 0, Options.NONE);
    }

    /// Deletes the one flow with this key.
    public static FlowMod deleteStrict(FlowKey key) {
        return new FlowMod(Command.DELETE_STRICT, key, List.of(), 0, 0, Options.NONE);
    }

    /// Deletes the flows of all tables whose cookie agrees with `cookie` in the bits of `mask`; mask 0 = all
    /// flows.
    public static FlowMod deleteByCookie(long cookie, long mask) {
        FlowKey everywhere = new FlowKey(FlowKey.ALL_TABLES, 0, Match.ANY);
        return new FlowMod(Command.DELETE, everywhere, List.of(), cookie, mask, Options.NONE);
    }
}
