package antrea.pipeline;

/// How a group uses its buckets (OpenFlow 1.5 section 5.10.1).
public enum GroupType {
    /// Every bucket gets a copy of the packet.
    ALL,
    /// One bucket by the hash of the connection.
    SELECT
}
