package antrea.graph;

/// Where calculated state leaves the calculation thread, for example towards a reconciler.
@FunctionalInterface
public interface Outlet {
    /// Called once after each settled batch: hand over what changed since the last call. Must not block.
    void flush();
}
