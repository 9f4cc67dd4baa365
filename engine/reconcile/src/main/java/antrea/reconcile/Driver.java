package antrea.reconcile;

import java.util.Map;

/// Reads and changes one plane of reality: a switch, the routes of a host. Used by one thread at a time; its calls
/// block. All of it is idempotent.
public interface Driver<K, V> {
    /// What is there now of what belongs to us. Throws [DriverException] when it cannot be read.
    Map<K, V> readActual();

    /// Makes these changes; returns the keys that were refused with the reason, the others are done. Throws
    /// [DriverException] when the plane as a whole does not answer; then it is not known what was done, and the
    /// caller reads again.
    Map<K, String> apply(Delta<K, V> delta);

    /// Called after each step that leaves actual equal to the full desired state, refused keys aside; so for the
    /// first time when the in-sync gate is open and the first full state is in place. May throw as [#apply] does.
    default void observeInStep() {}

    /// A key as a person reads it in logs and status.
    default String text(K key) {
        return key.toString();
    }
}
