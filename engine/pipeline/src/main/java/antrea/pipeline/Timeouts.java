package antrea.pipeline;

/// Seconds after which a flow vanishes, unused or in any case; 0 = never.
public record Timeouts(int idleSeconds, int hardSeconds) {
    public static final Timeouts NONE = new Timeouts(0, 0);
}
