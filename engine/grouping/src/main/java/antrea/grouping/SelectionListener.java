package antrea.grouping;

/// Who uses a [Selection].
@FunctionalInterface
public interface SelectionListener {
    /// Members came or went, or a member itself changed. May come several times for one change; must be cheap:
    /// mark something dirty, no more.
    void observeChange();
}
