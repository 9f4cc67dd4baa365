package antrea.serve.api;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/// How many requests may be in work at once: reading ones and writing ones are counted apart, watches not at all.
final class InFlightLimits {
    private final Semaphore reading;
    private final Semaphore writing;

    InFlightLimits(int reading, int writing) {
        this.reading = new Semaphore(reading);
        this.writing = new Semaphore(writing);
    }

    /// A place, to be closed when the request is done; empty when all are taken.
    Optional<Place> enter(String method) {
        Semaphore semaphore = method.equals("GET") || method.equals("HEAD") ? reading : writing;
        return semaphore.tryAcquire() ? Optional.of(semaphore::release) : Optional.empty();
    }

    /// A place among the requests in work.
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
