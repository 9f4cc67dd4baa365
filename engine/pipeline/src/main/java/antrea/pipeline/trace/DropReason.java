package antrea.pipeline.trace;

/// Why a packet ended nowhere.
public enum DropReason {
    /// The last flow has no action that sends it on.
    NO_OUTPUT,
    /// No flow of a table took it.
    NO_FLOW,
    /// The time to live was used up.
    TTL_EXPIRED,
    /// It would have left by the port it came from, which has to be said with IN_PORT.
    SAME_PORT,
    /// A group does not exist or has no bucket to choose.
    NO_BUCKET,
    /// Resubmits without end.
    TOO_DEEP
}
