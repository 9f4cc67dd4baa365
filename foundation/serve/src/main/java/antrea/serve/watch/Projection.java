package antrea.serve.watch;

import antrea.serve.codec.WireObject;
import java.util.Optional;

/// How the values of a store look to watchers: which object each event carries. Called on the threads of the
/// watchers, several at once: must be pure.
public interface Projection<V> {
    /// Whether watchers with different selectors see different objects. If not, one event is calculated and
    /// encoded for all who make the same step.
    boolean dependsOnSelector();

    /// The object of ADDED, and of get and list with [WatchSelector#ALL].
    WireObject added(V value, WatchSelector selector);

    /// The object of MODIFIED for a watcher that was told `before` and shall know `after`: the whole object or a
    /// patch. Empty when this watcher sees no difference. `before` is the state this watcher was told last, so
    /// several changes may come as one. Also asked when only the span changed (`before` equals `after`).
    Optional<WireObject> modified(V before, V after, WatchSelector selector);

    /// The object of DELETED; `last` is the state this watcher was told last.
    WireObject deleted(V last, WatchSelector selector);

    /// The empty object that goes with the BOOKMARK.
    WireObject bookmark();
}
