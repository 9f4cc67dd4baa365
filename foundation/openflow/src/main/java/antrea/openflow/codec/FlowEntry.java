package antrea.openflow.codec;

import java.util.List;

/// A flow as the switch reports it (OFPMP_FLOW_DESC). `fullyRead` is false when its match or its actions hold
/// something that this codec does not know; then `key` and `actions` carry only the rest, and the entry equals no
/// desired flow.
public record FlowEntry(
        FlowKey key, long cookie, List<Action> actions, FlowMod.Options options, Counters counters, boolean fullyRead) {

    public FlowEntry {
        actions = List.copyOf(actions);
    }

    /// `packets` and `bytes` matched so far, seconds since the flow was added and since its last packet.
    public record Counters(long packets, long bytes, long durationSeconds, long idleSeconds) {
        public static final Counters ZERO = new Counters(0, 0, 0, 0);
    }
}
