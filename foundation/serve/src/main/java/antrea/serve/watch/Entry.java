package antrea.serve.watch;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.function.Supplier;

/// One state of one object in a store, with the two events that lead to it. Watchers that make the same step share
/// the event and its encodings until the next garbage collection, so nothing encoded stays in memory for long.
final class Entry<V> {
    private final V value;
    private final Span span;
    private final long version;
    private final long versionBefore;
    private volatile WeakReference<Outcome> added = Outcome.UNKNOWN;
    private volatile WeakReference<Outcome> modified = Outcome.UNKNOWN;

    /// What a step gives to a watcher: an event, or nothing that it would notice.
    private record Outcome(Optional<WatchEvent> event) {
        static final WeakReference<Outcome> UNKNOWN = new WeakReference<>(new Outcome(Optional.empty()));

        static {
            UNKNOWN.clear();
        }
    }

    Entry(V value, Span span, long version, long versionBefore) {
        this.value = value;
        this.span = span;
        this.version = version;
        this.versionBefore = versionBefore;
    }

    V value() {
        return value;
    }

    Span span() {
        return span;
    }

    long version() {
        return version;
    }

    boolean follows(Entry<V> before) {
        return versionBefore == before.version;
    }

    /// The event that tells this object to somebody who does not know it.
    Optional<WatchEvent> sharedAdded(Supplier<Optional<WatchEvent>> calculate) {
        Outcome known = added.get();
        if (known == null) {
            known = new Outcome(calculate.get());
            added = new WeakReference<>(known);
        }
        return known.event;
    }

    /// The event that tells this object to somebody who knows the state right before it.
    Optional<WatchEvent> sharedModified(Supplier<Optional<WatchEvent>> calculate) {
        Outcome known = modified.get();
        if (known == null) {
            known = new Outcome(calculate.get());
            modified = new WeakReference<>(known);
        }
        return known.event;
    }
}
