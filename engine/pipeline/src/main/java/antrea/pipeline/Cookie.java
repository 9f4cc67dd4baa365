package antrea.pipeline;

/// The cookie of a flow without the round: category and object id. Layout of the 64 bits: round 16, category 8,
/// reserved 8, object id 32.
public record Cookie(FlowCategory category, int objectId) {
    private static final int ROUND_SHIFT = 48;
    private static final int CATEGORY_SHIFT = 40;
    /// The bits of the round.
    public static final long ROUND_MASK = 0xffffL << ROUND_SHIFT;

    public static Cookie of(FlowCategory category) {
        return new Cookie(category, 0);
    }

    /// Category and object id in place, the round still zero.
    public long lowBits() {
        return (long) category.number() << CATEGORY_SHIFT | objectId & 0xffffffffL;
    }

    /// `lowBits` (of any flow) with the round put in. `round` is 0 … 65535.
    public static long withRound(long lowBits, int round) {
        return lowBits & ~ROUND_MASK | (long) round << ROUND_SHIFT;
    }

    /// The round of a cookie read from the switch.
    public static int roundOf(long cookie) {
        return (int) (cookie >>> ROUND_SHIFT);
    }
}
