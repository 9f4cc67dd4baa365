package antrea.reconcile;

/// What a reconciler may do before all inputs have delivered their first full list.
public enum GatePolicy {
    /// Add what is missing; change and delete only what it has made itself since the start.
    ADDITIONS_ONLY,
    /// Nothing at all: the first full desired state replaces what is there in one step. For planes where half of
    /// the new state beside the old one means something else than either (flows with conjunction ids, groups).
    ALL_AT_ONCE
}
