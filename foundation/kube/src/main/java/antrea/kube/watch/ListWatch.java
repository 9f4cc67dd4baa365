package antrea.kube.watch;

import antrea.kube.client.ApiException;
import antrea.kube.client.Pause;
import antrea.kube.object.KubeObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Keeps a sink equal to the objects of one kind on a server, on its own virtual thread, until it is closed.
///
/// It survives everything that a server, a network or a rotation of credentials does: it waits and connects anew,
/// from the last version it saw, or from a new list when the server does not serve that version any more. Nothing
/// is ever deleted from the sink because a server is out of reach.
public final class ListWatch<T extends KubeObject> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ListWatch.class.getName());
    /// A watch that lasted this long was a good one: its end needs no waiting.
    private static final Duration GOOD_WATCH = Duration.ofSeconds(5);

    /// Time and chance.
    public record Timing(Backoff backoff, Pause pause, InstantSource clock, RandomGenerator random) {
        public static Timing of(Backoff backoff, RandomGenerator random) {
            return new Timing(backoff, Pause.ofThread(), InstantSource.system(), random);
        }
    }

    /// How it goes.
    ///
    /// @param connected a watch is open
    /// @param synced the sink has had a whole state
    /// @param failures failures in a row
    /// @param lastError the last failure, empty before the first
    public record Status(boolean connected, boolean synced, int failures, String lastError) {
        static final Status START = new Status(false, false, 0, "");
    }

    private final Connection<T> connection;
    private final Timing timing;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Status status = Status.START;

    public ListWatch(WatchSource<T> source, ObjectSink<T> sink, Timing timing) {
        this.connection = new Connection<>(source, sink, timing.random(), this::connected);
        this.timing = timing;
        this.thread = Thread.ofVirtual().name("watch-" + source.path()).unstarted(this::run);
    }

    /// Begins. To be called once.
    public ListWatch<T> start() {
        thread.start();
        return this;
    }

    public Status status() {
        return status;
    }

    private void connected() {
        status = new Status(true, connection.synced(), 0, status.lastError());
    }

    private void run() {
        int failures = 0;
        int refusals = 0;
        while (!closed) {
            Instant begun = timing.clock().instant();
            Optional<ApiException> refusal = Optional.empty();
            String end;
            try {
                connection.run();
                end = "the server ended the watch";
            } catch (ApiException e) {
                refusal = Optional.of(e);
                end = String.valueOf(e.getMessage());
            } catch (WireException | UncheckedIOException e) {
                end = String.valueOf(e.getMessage());
            } catch (RuntimeException e) {
                // a fault of ours or of the sink: what the sink has is unknown, so it gets the whole state again
                LOG.log(System.Logger.Level.ERROR, "Watch failed inside, source=" + connection, e);
                connection.startOver();
                end = e.toString();
            }
            if (closed) {
                return;
            }
            failures = failuresAfter(failures, begun);
            boolean answered = refusal.filter(ApiException::answered).isPresent();
            refusals = answered ? Math.min(refusals + 1, failures) : 0;
            status = new Status(false, connection.synced(), failures, end);
            if (failures > 0) {
                tellUnavailable(end);
            }
            if (!rest(failures, refusals, refusal, end)) {
                return;
            }
        }
    }

    private void tellUnavailable(String why) {
        try {
            connection.tellUnavailable(why);
        } catch (RuntimeException e) { // the watch goes on whatever the sink does about it
            LOG.log(System.Logger.Level.ERROR, "Sink failed on a lost connection, source=" + connection, e);
        }
    }

    /// A watch that held is no failure, one that brought events and broke is the first, others add up.
    private int failuresAfter(int before, Instant begun) {
        Duration lasted = Duration.between(begun, timing.clock().instant());
        if (connection.opened() && lasted.compareTo(GOOD_WATCH) >= 0) {
            return 0;
        }
        return connection.eventful() ? 1 : before + 1;
    }

    /// A server that comes back refuses at first, before it knows the roles: its refusals are counted from its first
    /// answer on, not from when it went. False when the thread was interrupted.
    private boolean rest(int failures, int refusals, Optional<ApiException> refusal, String end) {
        if (failures == 0) {
            LOG.log(System.Logger.Level.DEBUG, "Watch ended, source={0} end=\"{1}\"", connection, end);
            return true;
        }
        Duration wait = refusals > 0
                ? timing.backoff().after(refusals, timing.random())
                : timing.backoff().unanswered(failures, timing.random());
        Duration asked = refusal.flatMap(r -> r.status().retryAfter()).orElse(Duration.ZERO);
        Duration longer = asked.compareTo(wait) > 0 ? asked : wait;
        LOG.log(
                level(failures, refusal),
                "Watch ended, source={0} failures={1} retryIn={2} end=\"{3}\"",
                connection,
                failures,
                longer,
                end);
        return timing.pause().sleep(longer);
    }

    /// Of a long row of failures the 2nd, 4th, 8th … are told.
    private static System.Logger.Level level(int failures, Optional<ApiException> refusal) {
        if (Integer.bitCount(failures) > 1) {
            return System.Logger.Level.DEBUG;
        }
        boolean faulty = failures > 1 || refusal.filter(ApiException::forbidden).isPresent();
        return faulty ? System.Logger.Level.WARNING : System.Logger.Level.INFO;
    }

    /// Ends, and waits until the sink is not called any more.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
