package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.runtime.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The monitored part of the database, kept equal to the server's by its updates. Safe for any thread; rows never
/// change, a changed row is another object. While the server is away the last known content stays readable.
public final class Replica {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Map<UUID, Row>> tables = new HashMap<>();
    private final List<ReplicaListener> listeners = new ArrayList<>();

    /// An empty replica; a session fills its own.
    public Replica() {}

    /// All rows of a table at this moment, in no particular order.
    public List<Row> rows(String table) {
        lock.lock();
        try {
            return List.copyOf(tableOf(table).values());
        } finally {
            lock.unlock();
        }
    }

    public Optional<Row> row(String table, UUID uuid) {
        lock.lock();
        try {
            return Optional.ofNullable(tableOf(table).get(uuid));
        } finally {
            lock.unlock();
        }
    }

    /// The first row whose string column has that value.
    public Optional<Row> find(String table, String column, String value) {
        lock.lock();
        try {
            for (Row row : tableOf(table).values()) {
                if (row.text(column).equals(value)) {
                    return Optional.of(row);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `question` has an answer; it is asked once at first and again after each change, and may read
    /// the replica. Empty when the time is over.
    public <T> Optional<T> await(Supplier<Optional<T>> question, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<T> answer = question.get();
                if (answer.isPresent() || left <= 0) {
                    return answer;
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OvsdbException(Reason.TIMED_OUT, "interrupted while waiting for a change of the database", e);
        } finally {
            lock.unlock();
        }
    }

    /// Adds a listener, which first hears of all rows that are there as new.
    public void listen(ReplicaListener listener) {
        lock.lock();
        try {
            List<RowChange> all = new ArrayList<>();
            tables.values().forEach(rows -> rows.values()
                    .forEach(row -> all.add(new RowChange(Optional.empty(), Optional.of(row)))));
            if (!all.isEmpty()) {
                tell(listener, List.copyOf(all));
            }
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    /// Takes an update notification (RFC 7047 section 4.1.6): `new` is the whole row, no `new` means deleted.
    void apply(Json.Obj tableUpdates) {
        Map<String, Map<UUID, Optional<Row>>> changes = parse(tableUpdates);
        lock.lock();
        try {
            List<RowChange> differences = new ArrayList<>();
            changes.forEach((table, rows) -> rows.forEach((uuid, row) -> put(table, uuid, row, differences)));
            publish(differences);
        } finally {
            lock.unlock();
        }
    }

    /// Takes the first answer of a monitor, which is the full content: rows not in it are gone.
    void replace(Json.Obj tableUpdates) {
        Map<String, Map<UUID, Optional<Row>>> full = parse(tableUpdates);
        lock.lock();
        try {
            List<RowChange> differences = new ArrayList<>();
            for (Map.Entry<String, Map<UUID, Row>> table : tables.entrySet()) {
                Map<UUID, Optional<Row>> now = full.getOrDefault(table.getKey(), Map.of());
                Collection<UUID> gone = new ArrayList<>(table.getValue().keySet());
                gone.removeAll(now.keySet());
                gone.forEach(uuid -> put(table.getKey(), uuid, Optional.empty(), differences));
            }
            full.forEach((table, rows) -> rows.forEach((uuid, row) -> put(table, uuid, row, differences)));
            publish(differences);
        } finally {
            lock.unlock();
        }
    }

    private void put(String table, UUID uuid, Optional<Row> row, List<RowChange> differences) {
        Map<UUID, Row> rows = tableOf(table);
        Optional<Row> before = Optional.ofNullable(rows.get(uuid));
        row.ifPresentOrElse(r -> rows.put(uuid, r), () -> rows.remove(uuid));
        if (!before.equals(row)) {
            differences.add(new RowChange(before, row));
        }
    }

    private void publish(List<RowChange> differences) {
        changed.signalAll();
        if (!differences.isEmpty()) {
            List<RowChange> fixed = List.copyOf(differences);
            listeners.forEach(listener -> tell(listener, fixed));
        }
    }

    /// A faulty listener must not end the session for all others.
    private static void tell(ReplicaListener listener, List<RowChange> changes) {
        try {
            listener.observe(changes);
        } catch (RuntimeException e) {
            System.getLogger(Replica.class.getName())
                    .log(System.Logger.Level.ERROR, "listener failed on " + changes.size() + " changes", e);
        }
    }

    private Map<UUID, Row> tableOf(String table) {
        return tables.computeIfAbsent(table, _ -> new HashMap<>());
    }

    private static Map<String, Map<UUID, Optional<Row>>> parse(Json.Obj tableUpdates) {
        Map<String, Map<UUID, Optional<Row>>> out = new HashMap<>();
        tableUpdates.members().forEach((table, rows) -> {
            Map<UUID, Optional<Row>> parsed = new HashMap<>();
            rows.asObject(table).members().forEach((text, update) -> {
                UUID uuid = Datums.parseUuid(text);
                parsed.put(
                        uuid, update.asObject(table).get("new").map(row -> new Row(table, uuid, row.asObject(table))));
            });
            out.put(table, parsed);
        });
        return out;
    }
}
