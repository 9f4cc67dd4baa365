package antrea.pipeline;

/// A rate limit. `rate` and `burst` are in `unit`.
public record Meter(int id, Unit unit, long rate, long burst) {
    /// What a [Meter] counts.
    public enum Unit {
        KILOBITS_PER_SECOND,
        PACKETS_PER_SECOND
    }
}
