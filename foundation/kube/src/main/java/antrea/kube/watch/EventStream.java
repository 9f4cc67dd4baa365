package antrea.kube.watch;

import java.util.Optional;

/// The events of one open watch, in order.
@FunctionalInterface
public interface EventStream<T> {
    /// Waits for the next event; empty when the server ended the stream in good order. Throws [WireException] for
    /// broken bytes, also for a stream that ends inside an event, and [java.io.UncheckedIOException].
    Optional<WatchEvent<T>> next();
}
