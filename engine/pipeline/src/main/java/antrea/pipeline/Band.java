package antrea.pipeline;

/// Priorities from `first` to `last`, both included, that a table opens to a visiting feature.
public record Band(int first, int last) {
    /// Every priority above the miss flow.
    public static final Band ANY = new Band(1, 65535);

    /// Throws [IllegalArgumentException] unless 0 <= first <= last <= 65535.
    public Band {
        if (first < 0 || first > last || last > 65535) {
            throw new IllegalArgumentException("no such band of priorities: " + first + "-" + last);
        }
    }

    public static Band of(int priority) {
        return new Band(priority, priority);
    }

    public boolean contains(int priority) {
        return priority >= first && priority <= last;
    }
}
