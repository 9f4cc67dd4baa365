package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A lasting session with one database of an OVSDB server: when the connection is lost it is made again with a
/// short back-off, and the replica is brought up to date by differences. Safe for any thread.
public final class OvsdbSession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OvsdbSession.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);
    private static final Duration LAST_BACK_OFF = Duration.ofSeconds(2);
    private static final Duration MONITOR_TIMEOUT = Duration.ofSeconds(10);

    private final Path socket;
    private final String database;
    private final Json monitorRequests;
    private final Replica replica = new Replica();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stateChanged = lock.newCondition();
    private final List<OvsdbConnection> current = new ArrayList<>(1);
    private boolean inSync;
    private boolean closed;
    private long syncs;

    private OvsdbSession(Path socket, String database, List<MonitoredTable> monitored) {
        this.socket = socket;
        this.database = database;
        Json.Obj requests = Json.Obj.EMPTY;
        for (MonitoredTable table : monitored) {
            requests = requests.with(table.table(), Json.Obj.EMPTY.with("columns", Json.ofTexts(table.columns())));
        }
        this.monitorRequests = requests;
    }

    /// Starts the session; it connects in the background. `socket` is the server's unix socket.
    public static OvsdbSession open(Path socket, String database, List<MonitoredTable> monitored) {
        OvsdbSession session = new OvsdbSession(socket, database, List.copyOf(monitored));
        Thread.ofVirtual().name("ovsdb-session").start(session::run);
        return session;
    }

    public Replica replica() {
        return replica;
    }

    /// Whether the replica is being kept up to date at this moment.
    public boolean isInSync() {
        lock.lock();
        try {
            return inSync;
        } finally {
            lock.unlock();
        }
    }

    /// How many times the full content has been read; grows by one with each (re)connect.
    public long syncCount() {
        lock.lock();
        try {
            return syncs;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the replica holds the server's content; false when the time is over.
    public boolean awaitInSync(Duration timeout) {
        return awaitConnection(timeout);
    }

    /// Does all operations or none, and returns one result per operation. What the transaction changed is in the
    /// replica when this returns. While disconnected it waits for the reconnect, within `timeout`. Throws
    /// [OvsdbException] naming the first operation that failed, by its table and rows.
    public List<Json.Obj> transact(List<Operation> operations, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!awaitConnection(timeout)) {
            throw new OvsdbException(
                    Reason.DISCONNECTED,
                    "no connection to " + socket + " within " + timeout + "; is ovsdb-server running?");
        }
        List<Json> params = new ArrayList<>();
        params.add(Json.of(database));
        operations.forEach(operation -> params.add(operation.toJson()));
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        return results(operations, connection().call("transact", Json.of(params), left));
    }

    private static List<Json.Obj> results(List<Operation> operations, Json answer) {
        List<Json> all = answer.asList("result of transact");
        List<Json.Obj> out = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!(all.get(i) instanceof Json.Obj result)) {
                continue; // null: not reached, an earlier operation has the error
            }
            if (result.get("error").isPresent()) {
                String what = i < operations.size() ? describe(operations.get(i)) : "commit of " + describe(operations);
                throw new OvsdbException(
                        Reason.REFUSED,
                        what + " was refused: " + result.text("error") + ": " + result.text("details", "no details"));
            }
            out.add(result);
        }
        if (out.size() < operations.size()) {
            throw new OvsdbException(Reason.PROTOCOL, "fewer results than operations: " + describe(operations));
        }
        return out;
    }

    private static String describe(Operation operation) {
        return switch (operation) {
            case Operation.Insert insert ->
                "insert into " + insert.table()
                        + (insert.row().containsKey("name")
                                ? " of " + insert.row().get("name")
                                : "");
            case Operation.Update update -> "update of " + update.table() + " where " + update.where();
            case Operation.Mutate mutate -> "mutate of " + mutate.table() + " where " + mutate.where();
            case Operation.Delete delete -> "delete from " + delete.table() + " where " + delete.where();
            case Operation.Select select -> "select from " + select.table() + " where " + select.where();
        };
    }

    private static String describe(List<Operation> operations) {
        List<String> out = new ArrayList<>();
        operations.forEach(operation -> out.add(describe(operation)));
        return String.join("; ", out);
    }

    private void run() {
        Duration backOff = FIRST_BACK_OFF;
        while (!isClosed()) {
            long syncsBefore = syncCount();
            try {
                serve(OvsdbConnection.connect(socket, this::observe));
            } catch (OvsdbException e) {
                LOG.log(Level.DEBUG, "database not reachable socket=" + socket, e);
            } catch (RuntimeException | Error e) { // the session is all that keeps the replica true
                LOG.log(Level.ERROR, "database session failed, reconnecting socket=" + socket, e);
            }
            if (syncCount() > syncsBefore) {
                backOff = FIRST_BACK_OFF;
            }
            pause(backOff);
            backOff = backOff.multipliedBy(2).compareTo(LAST_BACK_OFF) > 0 ? LAST_BACK_OFF : backOff.multipliedBy(2);
        }
    }

    /// Reads on this thread while a second one asks for the monitor, whose answer the first one delivers.
    private void serve(OvsdbConnection connection) {
        if (!adopt(connection)) {
            connection.close();
            return;
        }
        OvsdbException why;
        try {
            Thread.ofVirtual().name("ovsdb-monitor").start(() -> monitor(connection));
            why = connection.readUntilClosed();
        } finally {
            lost(); // before anything else: who writes now shall wait for the next connection
            connection.close();
        }
        if (!isClosed()) {
            LOG.log(
                    Level.WARNING,
                    "database connection ended, reconnecting socket=" + socket + " reason=" + why.getMessage());
        }
    }

    private void monitor(OvsdbConnection connection) {
        try {
            connection.call(
                    "monitor",
                    Json.of(List.of(Json.of(database), Json.of("replica"), monitorRequests)),
                    MONITOR_TIMEOUT,
                    content -> {
                        replica.replace(content.asObject("monitor"));
                        synced(connection);
                    });
        } catch (OvsdbException | JsonException e) {
            LOG.log(Level.WARNING, "the database cannot be monitored socket=" + socket, e);
            connection.close();
        }
    }

    private void observe(Json.Obj tableUpdates) {
        replica.apply(tableUpdates);
    }

    private boolean adopt(OvsdbConnection connection) {
        lock.lock();
        try {
            current.clear();
            current.add(connection);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void synced(OvsdbConnection connection) {
        lock.lock();
        try {
            if (current.contains(connection)) {
                inSync = true;
                syncs++;
                stateChanged.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lost() {
        lock.lock();
        try {
            inSync = false;
            current.clear();
            stateChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private OvsdbConnection connection() {
        lock.lock();
        try {
            if (current.isEmpty()) {
                throw new OvsdbException(
                        Reason.DISCONNECTED, "connection to " + socket + " lost; the call may be repeated");
            }
            return current.getFirst();
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitConnection(Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!inSync && !closed && left > 0) {
                left = stateChanged.awaitNanos(left);
            }
            return inSync;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OvsdbException(Reason.TIMED_OUT, "interrupted while waiting for the database", e);
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration duration) {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (!closed && left > 0) {
                left = stateChanged.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed || Thread.currentThread().isInterrupted();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the session and its threads.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            current.forEach(OvsdbConnection::close);
            stateChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
