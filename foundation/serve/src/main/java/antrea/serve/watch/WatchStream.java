package antrea.serve.watch;

import java.time.Duration;

/// The events for one watcher: an ADDED for each object selected at the start, exactly one BOOKMARK, then changes.
/// Read by one thread.
public interface WatchStream extends AutoCloseable {
    /// What a reader finds.
    sealed interface Step {}

    record Event(WatchEvent event) implements Step {}

    /// The two outcomes without event.
    enum Pause implements Step {
        /// Nothing happened within the time: ask again.
        IDLE,
        /// No event will follow, since the reader was too slow, or the stream or its store was closed.
        ENDED
    }

    /// Waits for the next event, at most that long.
    Step next(Duration atMost);

    /// Takes the watcher off its store; a waiting reader gets ENDED.
    @Override
    void close();
}
