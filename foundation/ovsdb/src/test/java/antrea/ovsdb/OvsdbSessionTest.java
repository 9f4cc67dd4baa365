package antrea.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.ovsdb.OvsdbException.Reason;
import antrea.ovsdb.testing.FakeOvsdbServer;
import antrea.runtime.json.Json;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvsdbSessionTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";
    private static final String C = "00000000-0000-0000-0000-00000000000c";

    @TempDir
    private Path directory;

    private FakeOvsdbServer server;
    private OvsdbSession session;

    @BeforeEach
    void start() throws IOException {
        server = new FakeOvsdbServer(directory.resolve("s"));
        session = OvsdbSession.open(directory.resolve("s"), "Open_vSwitch", FakeOvsdbServer.monitored());
    }

    @AfterEach
    void stop() throws IOException {
        session.close();
        server.close();
    }

    private static String rows(String... uuidThenName) {
        StringBuilder out = new StringBuilder("{\"Port\":{");
        for (int i = 0; i < uuidThenName.length; i += 2) {
            out.append(i > 0 ? "," : "").append('"').append(uuidThenName[i]).append("\":{\"new\":{\"name\":\"");
            out.append(uuidThenName[i + 1]).append("\"}}");
        }
        return out.append("}}").toString();
    }

    private String names() {
        return session.replica().rows("Port").stream()
                .map(r -> r.text("name"))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private void awaitNames(String expected) {
        Optional<String> found = session.replica()
                .await(() -> names().equals(expected) ? Optional.of(expected) : Optional.empty(), LONG);
        assertTrue(found.isPresent(), () -> "expected " + expected + ", have " + names());
    }

    @Test
    void replicaFollowsTheUpdates() throws Exception {
        SocketChannel connection = server.acceptWith(rows(A, "a"));
        assertTrue(session.awaitInSync(LONG));
        assertEquals("a", names());
        FakeOvsdbServer.update(connection, rows(B, "b", A, "a2"));
        awaitNames("a2 b");
        FakeOvsdbServer.update(connection, "{\"Port\":{\"" + A + "\":{\"old\":{\"name\":\"a2\"}}}}");
        awaitNames("b");
    }

    @Test
    void afterAReconnectListenersHearOnlyTheDifferences() throws Exception {
        LinkedBlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
        SocketChannel first = server.acceptWith(rows(A, "a", B, "b"));
        assertTrue(session.awaitInSync(LONG));
        session.replica().listen(changes -> heard.add(describe(changes)));
        assertEquals(List.of("- > a", "- > b"), heard.poll(10, TimeUnit.SECONDS));
        first.close();
        server.acceptWith(rows(B, "b2", C, "c"));
        assertEquals(List.of("- > c", "a > -", "b > b2"), heard.poll(10, TimeUnit.SECONDS));
        assertTrue(session.awaitInSync(LONG));
        assertEquals(2, session.syncCount());
    }

    private static List<String> describe(List<RowChange> changes) {
        List<String> out = new ArrayList<>();
        for (RowChange change : changes) {
            out.add(change.before().map(r -> r.text("name")).orElse("-") + " > "
                    + change.after().map(r -> r.text("name")).orElse("-"));
        }
        out.sort(String::compareTo);
        return out;
    }

    @Test
    void aFailingListenerDoesNotEndTheSession() throws Exception {
        SocketChannel connection = server.acceptWith(rows());
        session.replica().listen(_ -> {
            throw new IllegalStateException("thrown by the test");
        });
        FakeOvsdbServer.update(connection, rows(A, "a"));
        awaitNames("a");
        FakeOvsdbServer.update(connection, rows(B, "b"));
        awaitNames("a b");
    }

    @Test
    void echoIsAnswered() throws Exception {
        SocketChannel connection = server.acceptWith(rows());
        FakeOvsdbServer.send(connection, "{\"method\":\"echo\",\"params\":[\"x\"],\"id\":\"echo\"}");
        assertEquals(
                "{\"result\":[\"x\"],\"error\":null,\"id\":\"echo\"}",
                server.nextRequest().toString());
    }

    @Test
    void aFailedOperationIsNamedByTableAndRow() throws Exception {
        SocketChannel connection = server.acceptWith(rows());
        CompletableFuture<List<Json.Obj>> answer = CompletableFuture.supplyAsync(() -> session.transact(
                List.of(
                        new Operation.Delete("Port", List.of()),
                        new Operation.Insert("Port", "p", Map.of("name", Json.of("web-1")))),
                LONG));
        FakeOvsdbServer.answer(
                connection,
                server.nextRequest(),
                "[{\"count\":0},{\"error\":\"constraint violation\",\"details\":\"twice\"}]");
        OvsdbException e = cause(answer);
        assertEquals(Reason.REFUSED, e.reason());
        assertEquals("insert into Port of \"web-1\" was refused: constraint violation: twice", e.getMessage());
    }

    private static OvsdbException cause(CompletableFuture<?> answer) {
        Throwable failed = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        return (OvsdbException) Objects.requireNonNull(failed.getCause());
    }

    @Test
    void anErrorAtCommitIsReported() throws Exception {
        SocketChannel connection = server.acceptWith(rows());
        CompletableFuture<List<Json.Obj>> answer = CompletableFuture.supplyAsync(
                () -> session.transact(List.of(new Operation.Delete("Port", List.of())), LONG));
        FakeOvsdbServer.answer(
                connection, server.nextRequest(), "[{\"count\":1},{\"error\":\"referential integrity violation\"}]");
        OvsdbException e = cause(answer);
        assertTrue(String.valueOf(e.getMessage()).startsWith("commit of delete from Port"), String.valueOf(e));
    }

    /// It ends only when the server answers the next monitor request.
    private void awaitOutage() {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (session.isInSync()) {
            assertTrue(System.nanoTime() < deadline, "the session did not notice that its connection is closed");
            Thread.onSpinWait();
        }
    }

    @Test
    void aTransactionDuringAnOutageWaitsForTheReconnect() throws Exception {
        SocketChannel first = server.acceptWith(rows());
        assertTrue(session.awaitInSync(LONG));
        first.close();
        awaitOutage();
        CompletableFuture<List<Json.Obj>> answer = CompletableFuture.supplyAsync(
                () -> session.transact(List.of(new Operation.Delete("Port", List.of())), LONG));
        SocketChannel second = server.acceptWith(rows());
        FakeOvsdbServer.answer(second, server.nextRequest(), "[{\"count\":3}]");
        assertEquals(3, answer.get(10, TimeUnit.SECONDS).getFirst().number("count"));
    }

    @Test
    void anUnansweredRequestEndsTheConnectionAndASecondOneIsMade() throws Exception {
        server.acceptWith(rows());
        assertTrue(session.awaitInSync(LONG));
        OvsdbException e = assertThrows(
                OvsdbException.class,
                () -> session.transact(List.of(new Operation.Delete("Port", List.of())), Duration.ofMillis(300)));
        assertEquals(Reason.TIMED_OUT, e.reason());
        assertEquals("transact", server.nextRequest().text("method"));
        server.acceptWith(rows(A, "a"));
        awaitNames("a");
    }

    @Test
    void nonsenseFromTheServerEndsTheConnectionAndASecondOneIsMade() throws Exception {
        for (String nonsense : List.of("hello", "{\"id\":1,}", "{\"method\":\"update\",\"params\":[1]}", "[]")) {
            FakeOvsdbServer.send(server.acceptWith(rows()), nonsense);
        }
        server.acceptWith(rows(A, "a"));
        awaitNames("a");
    }

    /// Not even an error of the machine may leave a replica behind that calls itself true.
    @Test
    void whateverAMessageLeadsToTheSessionReconnects() throws Exception {
        SocketChannel first = server.acceptWith(rows(A, "a"));
        assertTrue(session.awaitInSync(LONG));
        AtomicBoolean thrown = new AtomicBoolean();
        session.replica().listen(changes -> {
            if (describe(changes).contains("- > b") && !thrown.getAndSet(true)) {
                throw new StackOverflowError("thrown by the test");
            }
        });
        FakeOvsdbServer.update(first, rows(B, "b"));
        server.acceptWith(rows(C, "c"));
        awaitNames("c");
        assertTrue(thrown.get());
        assertTrue(session.awaitInSync(LONG));
        assertEquals(2, session.syncCount());
    }

    /// The one who asks for the content must not wait for its time-out.
    @Test
    void contentThatCannotBeReadEndsTheConnectionAtOnce() throws Exception {
        SocketChannel first = server.nextConnection();
        FakeOvsdbServer.answer(first, server.nextRequest(), "{\"Port\":{\"no uuid\":{}}}");
        server.acceptWith(rows(A, "a"));
        awaitNames("a");
    }

    @Test
    void withoutAServerATransactionFailsNamingTheSocket() {
        try (OvsdbSession lonely = OvsdbSession.open(directory.resolve("none"), "x", List.of())) {
            assertFalse(lonely.awaitInSync(Duration.ofMillis(10)));
            OvsdbException e =
                    assertThrows(OvsdbException.class, () -> lonely.transact(List.of(), Duration.ofMillis(10)));
            assertEquals(Reason.DISCONNECTED, e.reason());
            assertTrue(
                    String.valueOf(e.getMessage())
                            .contains(directory.resolve("none").toString()),
                    String.valueOf(e));
        }
    }
}
