package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One socket to the server: requests and answers matched by id, `echo` answered, updates handed on in order. It
/// ends with the socket; [OvsdbSession] makes the next one.
final class OvsdbConnection implements AutoCloseable {
    /// Takes notifications, in order and before the answer to a later request is delivered.
    @FunctionalInterface
    interface UpdateHandler {
        void observe(Json.Obj tableUpdates);
    }

    private record Call(CompletableFuture<Json.Obj> reply, Consumer<Json> firstLook) {}

    private static final System.Logger LOG = System.getLogger(OvsdbConnection.class.getName());
    private static final int LIMIT_BYTES = 64 << 20;

    private final SocketChannel channel;
    private final UpdateHandler updates;
    private final Map<Long, Call> waiting = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong(1);
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closed;

    private OvsdbConnection(SocketChannel channel, UpdateHandler updates) {
        this.channel = channel;
        this.updates = updates;
    }

    /// Connects; nothing is read before [#readUntilClosed]. Throws [OvsdbException] (DISCONNECTED).
    static OvsdbConnection connect(Path socket, UpdateHandler updates) {
        try {
            return new OvsdbConnection(SocketChannel.open(UnixDomainSocketAddress.of(socket)), updates);
        } catch (IOException e) {
            throw new OvsdbException(
                    Reason.DISCONNECTED,
                    "cannot connect to " + socket + "; is ovsdb-server running? " + e.getMessage(),
                    e);
        }
    }

    /// Sends a request and waits for its `result`. A time-out closes the connection: an answer that comes late
    /// would otherwise meet a replica nobody vouches for.
    Json call(String method, Json params, Duration timeout) {
        return call(method, params, timeout, _ -> {});
    }

    /// As above; `firstLook` sees the result on the reading thread, before any later notification is handled.
    Json call(String method, Json params, Duration timeout, Consumer<Json> firstLook) {
        long id = nextId.getAndIncrement();
        Call answer = new Call(new CompletableFuture<>(), firstLook);
        waiting.put(id, answer);
        try {
            send(Json.Obj.EMPTY.with("method", method).with("params", params).with("id", id));
            Json.Obj reply = answer.reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (reply.get("error").isPresent()) {
                throw new OvsdbException(Reason.REFUSED, method + " was refused: " + reply.need("error"));
            }
            return reply.need("result");
        } catch (TimeoutException e) {
            close();
            throw new OvsdbException(Reason.TIMED_OUT, method + ": no answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw new OvsdbException(Reason.DISCONNECTED, method + " was not answered: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OvsdbException(Reason.TIMED_OUT, method + ": interrupted while waiting", e);
        } finally {
            waiting.remove(id);
        }
    }

    /// Reads and dispatches until the socket ends; returns why it ended.
    OvsdbException readUntilClosed() {
        JsonFramer framer = new JsonFramer(LIMIT_BYTES);
        ByteBuffer buffer = ByteBuffer.allocate(16384);
        OvsdbException why = new OvsdbException(Reason.DISCONNECTED, "the database server closed the connection");
        try {
            while (channel.read(buffer.clear()) >= 0) {
                for (byte[] message : framer.feed(buffer.flip())) {
                    dispatch(JsonText.read(message).asObject("message"));
                }
            }
        } catch (IOException e) {
            why = new OvsdbException(Reason.DISCONNECTED, "connection to the database lost: " + e.getMessage(), e);
        } catch (JsonException e) {
            why = new OvsdbException(Reason.PROTOCOL, "unreadable message: " + e.getMessage(), e);
        } catch (OvsdbException e) {
            why = e;
        } catch (RuntimeException | Error e) { // whatever a message leads to, the session must go on
            LOG.log(System.Logger.Level.ERROR, "a message of the database could not be handled", e);
            why = new OvsdbException(Reason.PROTOCOL, "a message could not be handled: " + e, e);
        } finally {
            end(why);
        }
        return why;
    }

    private void dispatch(Json.Obj message) {
        if (message.get("method").isEmpty()) {
            Call call = waiting.get(message.number("id"));
            if (call != null) {
                message.get("result").ifPresent(call.firstLook); // when it throws, the caller hears it from `end`
                call.reply.complete(message);
            }
            return;
        }
        switch (message.text("method")) {
            case "echo" ->
                send(Json.Obj.EMPTY
                        .with("result", message.need("params"))
                        .with("error", Json.Null.INSTANCE)
                        .with("id", message.need("id")));
            case "update" -> {
                List<Json> params = message.list("params");
                if (params.size() != 2) {
                    throw new OvsdbException(Reason.PROTOCOL, "update with " + params.size() + " parameters");
                }
                updates.observe(params.getLast().asObject("update"));
            }
            default -> {
                // RFC 7047 has more notifications (locked, stolen); none concerns a session that takes no lock
            }
        }
    }

    private void send(Json.Obj message) {
        ByteBuffer bytes = ByteBuffer.wrap(JsonText.write(message).getBytes(StandardCharsets.UTF_8));
        writing.lock();
        try {
            if (closed) {
                throw new OvsdbException(
                        Reason.DISCONNECTED, "not connected to the database; the call may be repeated");
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new OvsdbException(Reason.DISCONNECTED, "connection to the database lost: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    private void end(OvsdbException why) {
        close();
        waiting.values().forEach(call -> call.reply.completeExceptionally(why));
    }

    /// Ends the connection; a reader blocked in it returns.
    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the database socket failed", e);
        }
    }
}
