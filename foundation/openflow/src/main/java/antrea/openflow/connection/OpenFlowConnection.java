package antrea.openflow.connection;

import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps a session with a bridge: makes one, tells the [SwitchListener], and when it ends, makes the next one,
/// first after 10 ms and never later than after 200 ms, for a switch that restarts forwards nothing until it is
/// replayed.
public final class OpenFlowConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OpenFlowConnection.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 200;
    private static final int EVENT_CAPACITY = 2048;

    private final ConnectionSettings settings;
    private final SwitchListener listener;
    private final BlockingQueue<Message> events = new ArrayBlockingQueue<>(EVENT_CAPACITY);
    private final AtomicLong droppedEvents = new AtomicLong();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final Thread keeper;
    private final Thread dispatcher;
    private final ReentrantLock changing = new ReentrantLock();
    /// Signalled when a session stands, and when none ever will.
    private final Condition changed = changing.newCondition();
    private volatile Optional<OpenFlowSession> current = Optional.empty();

    private OpenFlowConnection(ConnectionSettings settings, SwitchListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.keeper = Thread.ofVirtual().name("openflow-keeper").unstarted(this::keep);
        this.dispatcher = Thread.ofVirtual().name("openflow-events").unstarted(this::dispatch);
    }

    /// Starts to connect and returns at once.
    public static OpenFlowConnection start(ConnectionSettings settings, SwitchListener listener) {
        OpenFlowConnection connection = new OpenFlowConnection(settings, listener);
        connection.dispatcher.start();
        connection.keeper.start();
        return connection;
    }

    /// The session that stands now, if any. It may end at any moment.
    public Optional<OpenFlowSession> session() {
        return current.filter(OpenFlowSession::isOpen);
    }

    /// Packets and other events that were thrown away because the listener was too slow.
    public long droppedEvents() {
        return droppedEvents.get();
    }

    private void keep() {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (!closed.isDone()) {
            Optional<OpenFlowSession> session = tryOpen(pauseMillis == FIRST_PAUSE_MILLIS);
            if (session.isPresent()) {
                hold(session.get());
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
            pause(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    private Optional<OpenFlowSession> tryOpen(boolean firstTry) {
        try {
            return Optional.of(OpenFlowSession.open(settings, this::observe));
        } catch (OpenFlowException e) {
            System.Logger.Level level = firstTry ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
            LOG.log(level, "no session with the switch socket=" + settings.socket() + " reason=" + e.getMessage());
            return Optional.empty();
        }
    }

    private void hold(OpenFlowSession session) {
        become(Optional.of(session));
        if (closed.isDone()) {
            session.close();
        }
        LOG.log(System.Logger.Level.INFO, "session with the switch stands socket=" + settings.socket());
        guarded("onConnected", () -> listener.onConnected(session));
        String reason = session.end().join();
        become(Optional.empty());
        LOG.log(System.Logger.Level.INFO, "session with the switch over reason=" + reason);
        guarded("onDisconnected", () -> listener.onDisconnected(reason));
    }

    private void become(Optional<OpenFlowSession> session) {
        changing.lock();
        try {
            current = session;
            changed.signalAll();
        } finally {
            changing.unlock();
        }
    }

    private void pause(long millis) {
        try {
            closed.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The normal case: nobody closed, so try again.
        } catch (InterruptedException | ExecutionException e) {
            closed.complete(true);
        }
    }

    private void observe(Message event) {
        if (!events.offer(event)) {
            droppedEvents.incrementAndGet();
        }
    }

    private void dispatch() {
        try {
            while (!closed.isDone()) {
                Message event = events.take();
                guarded("event", () -> deliver(event));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Message event) {
        switch (event) {
            case PacketIn packet -> listener.onPacketIn(packet);
            case Message.PortStatus status -> listener.onPortStatus(status);
            case ErrorMessage error -> listener.onError(error);
            case Message.Hello _,
                    Message.EchoRequest _,
                    Message.EchoReply _,
                    Message.FeaturesRequest _,
                    Message.FeaturesReply _,
                    Message.SetConfig _,
                    Message.BarrierRequest _,
                    Message.BarrierReply _,
                    Message.MeterMod _,
                    Message.BundleControl _,
                    Message.BundleAdd _,
                    Message.Resume _,
                    Message.SetPacketInFormat _,
                    Message.Unknown _,
                    FlowMod _,
                    GroupMod _,
                    PacketOut _,
                    MultipartRequest _,
                    MultipartReply _ ->
                LOG.log(System.Logger.Level.DEBUG, "unexpected message from the switch: " + event);
        }
    }

    /// A listener that fails must not end the session of the others.
    private void guarded(String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the listener failed in " + what, e);
        }
    }

    /// Waits until a session stands. Empty when none does in time, and when this connection is closed meanwhile.
    public Optional<OpenFlowSession> awaitSession(Duration patience) {
        long left = patience.toNanos();
        changing.lock();
        try {
            while (session().isEmpty() && left > 0 && !closed.isDone()) {
                left = changed.awaitNanos(left);
            }
            return session();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpenFlowException(
                    OpenFlowException.Code.INTERRUPTED, "interrupted while waiting for a session", e);
        } finally {
            changing.unlock();
        }
    }

    /// Ends the session and tries no other. Does not wait for a listener that is at work.
    @Override
    public void close() {
        closed.complete(true);
        current.ifPresent(OpenFlowSession::close);
        become(current);
        dispatcher.interrupt();
    }
}
