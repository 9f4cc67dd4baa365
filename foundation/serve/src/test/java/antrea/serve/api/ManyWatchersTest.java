package antrea.serve.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.serve.testing.Await;
import antrea.serve.testing.Note;
import antrea.serve.testing.TestClient;
import antrea.serve.testing.TestServer;
import antrea.serve.watch.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// As many watchers as a large cluster has Nodes, over a handful of HTTP/2 connections.
final class ManyWatchersTest {
    private static final int CONNECTIONS = 5;
    private static final int WATCHERS = 450;
    private static final int OBJECTS = 10;

    @Test
    void everyWatcherSeesTheLastStateOfEveryObject() throws Exception {
        // the server is closed first: readers that still wait must not hold up the end of a test that failed
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestServer server = TestServer.start()) {
            List<TestClient> clients = new ArrayList<>();
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                TestClient client = server.client(HttpClient.Version.HTTP_2);
                clients.add(client);
                // the JDK's client makes a connection a request until the first stands: hundreds of TLS handshakes at
                // once, which a busy machine does not finish in the time that the client gives them
                HttpResponse<InputStream> first = open(client);
                readers.add(threads.submit(() -> read(first)));
            }
            for (int i = CONNECTIONS; i < WATCHERS; i++) {
                TestClient client = clients.get(i % CONNECTIONS);
                readers.add(threads.submit((Callable<Integer>) () -> read(open(client))));
            }
            Await.until(() ->
                    server.notes.watcherCount() == WATCHERS || readers.stream().anyMatch(Future::isDone));
            // one that ended already says why
            for (Future<Integer> reader : readers) {
                if (reader.isDone()) {
                    throw new AssertionError("a watch ended early with " + reader.get());
                }
            }
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < OBJECTS; i++) {
                    server.notes.put("n" + i, new Note("n" + i, "r" + round), Span.of(Set.of()));
                }
            }
            server.notes.put("z", new Note("z", "last"), Span.of(Set.of()));
            for (Future<Integer> reader : readers) {
                assertEquals(OBJECTS, reader.get());
            }
            clients.forEach(TestClient::close);
        }
    }

    /// Far more than socket buffers and windows hold is waiting for a client that does not read; then it reads.
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void slowReaderHoldsUpNobodyAndMissesNothing(HttpClient.Version version) throws Exception {
        String big = "x".repeat(200_000);
        try (TestServer server = TestServer.start();
                TestClient slow = server.client(version);
                TestClient lively = server.client(version)) {
            var response = open(slow);
            var other = open(lively);
            for (int i = 0; i < 60; i++) {
                server.notes.put("n" + i, new Note("n" + i, big), Span.of(Set.of()));
            }
            for (int i = 0; i < OBJECTS; i++) {
                server.notes.put("n" + i, new Note("n" + i, "r4"), Span.of(Set.of()));
            }
            server.notes.put("z", new Note("z", "last"), Span.of(Set.of()));
            assertEquals(OBJECTS, read(other));
            assertEquals(2, server.notes.watcherCount());
            assertEquals(OBJECTS, read(response));
        }
    }

    private static HttpResponse<InputStream> open(TestClient client) {
        return client.open("/apis/test.antrea.io/v1/notes?watch=1", "Authorization", "Bearer agent");
    }

    /// The number of objects whose last state came before object z.
    private static int read(HttpResponse<InputStream> response) throws IOException {
        int complete = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.contains("\"name\":\"z\"")) {
                    return complete;
                }
                if (line.contains(">r4\"") || line.contains(":\"r4\"")) {
                    complete++;
                }
            }
        }
        return -1;
    }
}
