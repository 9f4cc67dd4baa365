package antrea.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.access.ApiAccess;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.Selection;
import antrea.kube.object.Namespace;
import antrea.kube.resource.Resources;
import antrea.kube.testing.Await;
import antrea.kube.testing.Exchange;
import antrea.kube.testing.FakeApiServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListWatchTest {
    private final FakeApiServer server = new FakeApiServer();
    private final Recorder<Namespace> sink = new Recorder<>();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.close();
    }

    private ListWatch.Timing timing() {
        return new ListWatch.Timing(
                Backoff.KUBERNETES,
                length -> {
                    pauses.add(length);
                    return !Thread.currentThread().isInterrupted();
                },
                () -> Instant.EPOCH,
                new Random(1));
    }

    private ListWatch<Namespace> start(FakeApiServer target, WatchMode mode) {
        ApiTransport transport = new ApiTransport(ApiAccess.of(target.uri()));
        WatchSource<Namespace> source =
                WatchSource.of(transport, Resources.NAMESPACES, Selection.ALL).withMode(mode);
        ListWatch<Namespace> watch = new ListWatch<>(source, sink, timing()).start();
        opened.add(watch);
        opened.add(transport);
        return watch;
    }

    private ListWatch<Namespace> start() {
        return start(server, WatchMode.ListThenWatch.DEFAULT);
    }

    private static String object(String name, int version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"" + version + "\"}}";
    }

    private static String page(int version, String next, String... objects) {
        return "{\"kind\":\"NamespaceList\",\"metadata\":{\"resourceVersion\":\"" + version + "\",\"continue\":\""
                + next + "\"},\"items\":[" + String.join(",", objects) + "]}";
    }

    private static Consumer<Exchange> list(int version, String... objects) {
        return e -> e.answer(200, page(version, "", objects));
    }

    @Test
    void firstListIsGivenWholeAndThenTheChanges() {
        server.then(list(10, object("a", 1), object("b", 2))).then(e -> e.stream()
                .event("ADDED", object("c", 11))
                .event("MODIFIED", object("a", 12))
                .event("DELETED", object("b", 13))
                .hang());
        ListWatch<Namespace> watch = start();
        sink.await("=a@1,b@2", "+c@11", "+a@12", "-b");
        assertEquals(
                "GET /api/v1/namespaces?resourceVersion=0", server.requests().get(0));
        assertTrue(server.requests().get(1).contains("resourceVersion=10"), server.requests()::toString);
        assertTrue(watch.status().connected());
        assertTrue(watch.status().synced());
    }

    @Test
    void objectsOfASelectionAreAskedForByTheirSelectors() {
        server.then(list(1));
        ApiTransport transport = new ApiTransport(ApiAccess.of(server.uri()));
        Selection mine = Selection.ofField("spec.nodeName=n1").withLabelSelector("a in (b,c)");
        opened.add(new ListWatch<>(WatchSource.of(transport, Resources.NAMESPACES, mine), sink, timing()).start());
        opened.add(transport);
        Await.until("list", () -> !server.requests().isEmpty());
        assertEquals(
                "GET /api/v1/namespaces?fieldSelector=spec.nodeName%3Dn1&labelSelector=a+in+%28b%2Cc%29&resourceVersion=0",
                server.requests().get(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void versionThatIsGoneLeadsToANewListOfWhichOnlyTheChangesAreTold(boolean asEvent) {
        Consumer<Exchange> gone = asEvent
                ? e -> e.stream()
                        .event("ERROR", Exchange.status(410, "Expired", "too old"))
                        .end()
                : e -> e.fail(410, "Expired", "too old");
        server.then(list(10, object("same", 1), object("old", 2), object("changed", 3)))
                .then(gone)
                .then(e -> e.answer(200, page(20, "more", object("same", 1), object("changed", 19))))
                .then(e -> e.answer(200, page(20, "", object("new", 18))))
                .then(e -> e.stream().event("ADDED", object("later", 21)).hang());
        start();
        sink.await("=changed@3,old@2,same@1", "-old", "+changed@19", "+new@18", "+later@21");
        assertEquals("GET /api/v1/namespaces?limit=500", server.requests().get(2));
        assertEquals(
                "GET /api/v1/namespaces?continue=more&limit=500",
                server.requests().get(3));
        assertTrue(server.requests().get(4).contains("resourceVersion=20"), server.requests()::toString);
    }

    @Test
    void pageThatIsGoneStartsTheListFromItsBeginning() {
        server.then(e -> e.answer(200, page(10, "more", object("a", 1))))
                .then(e -> e.fail(410, "Expired", "the continue token is too old"))
                .then(list(11, object("a", 1), object("b", 2)));
        start();
        sink.await("=a@1,b@2");
    }

    @Test
    void serverThatIsTooBusyIsLeftAloneAsLongAsItAsks() {
        server.then(e -> e.answer(429, "too many requests", "Retry-After: 7")).then(list(10, object("a", 1)));
        ListWatch<Namespace> watch = start();
        sink.await("=a@1");
        assertEquals(Duration.ofSeconds(7), pauses.get(0));
        assertTrue(watch.status().lastError().contains("429: too many requests"), watch.status()::toString);
    }

    @Test
    void waitsGrowFromFailureToFailure() {
        for (int i = 0; i < 8; i++) {
            server.then(e -> e.fail(500, "InternalError", "broken"));
        }
        server.then(list(10, object("a", 1)));
        start();
        sink.await("=a@1");
        assertEquals(8, pauses.size());
        for (int i = 0; i < 8; i++) {
            long least = Math.min(800L << i, 30_000);
            long millis = pauses.get(i).toMillis();
            assertTrue(millis >= least && millis <= least * 3 / 2, pauses::toString);
        }
    }

    @Test
    void silentStreamIsGivenUpAndContinuedFromTheBookmark() {
        server.then(list(10, object("a", 1)))
                .then(e -> e.stream().event("BOOKMARK", object("", 15)).hang())
                .then(e -> e.stream().event("ADDED", object("b", 16)).hang());
        start(server, new WatchMode.ListThenWatch(Duration.ofMinutes(5), Duration.ofMillis(100)));
        sink.await("=a@1", "+b@16");
        assertTrue(server.requests().get(2).contains("resourceVersion=15"), server.requests()::toString);
    }

    /// A server that vanished before its first bookmark: nothing ends the connection but us.
    @Test
    void streamThatIsSilentFromItsBeginningIsGivenUp() {
        server.then(list(10, object("a", 1)))
                .then(e -> e.stream().hang())
                .then(e -> e.stream().event("ADDED", object("b", 16)).hang());
        start(server, new WatchMode.ListThenWatch(Duration.ofMinutes(5), Duration.ofMillis(100)));
        sink.await("=a@1", "+b@16");
        assertTrue(server.requests().get(2).contains("resourceVersion=10"), server.requests()::toString);
    }

    @Test
    void streamCutInsideAnEventContinuesFromTheLastWholeOne() {
        server.then(list(10))
                .then(e -> e.stream()
                        .event("ADDED", object("a", 11))
                        .send("{\"type\":\"ADDED\",\"obj")
                        .cut())
                .then(e -> e.stream()
                        .event("ADDED", object("a", 11))
                        .event("ADDED", object("b", 12))
                        .hang());
        start();
        sink.await("=", "+a@11", "+b@12");
        assertTrue(server.requests().get(2).contains("resourceVersion=11"), server.requests()::toString);
    }

    @Test
    void streamEndedInGoodOrderInsideAnEventIsCutToo() {
        server.then(list(10))
                .then(e -> e.stream().send("{\"type\":\"ADDED\",\"obj").end())
                .then(e -> e.stream().event("ADDED", object("a", 11)).hang());
        start();
        sink.await("=", "+a@11");
    }

    @Test
    void eventsThatAreNotJsonAreAskedForAgain() {
        server.then(list(10))
                .then(e -> e.stream()
                        .event("ADDED", object("a", 11))
                        .send("{\"type\" x}\n")
                        .hang())
                .then(e -> e.stream().event("ADDED", object("b", 12)).hang());
        start();
        sink.await("=", "+a@11", "+b@12");
    }

    @Test
    void objectThatCannotBeReadHidesNoOther() {
        String bad = "{\"metadata\":{\"name\":[{\"x\":1}],\"labels\":{}},\"spec\":{}}";
        server.then(list(10, object("a", 1), bad, object("b", 2))).then(e -> e.stream()
                .event("ADDED", bad)
                .event("ADDED", object("c", 11))
                .hang());
        start();
        sink.await("=a@1,b@2", "+c@11");
    }

    @Test
    void emptyLinesAndBigObjectsAreRead() {
        String big = "{\"metadata\":{\"name\":\"big\",\"resourceVersion\":\"11\",\"annotations\":{\"x/y\":\""
                + "v".repeat(100_000) + "\"}}}";
        server.then(list(10)).then(e -> e.stream()
                .send("\n\r\n".replace("\r", ""))
                .event("ADDED", big)
                .event("ADDED", object("b", 12))
                .hang());
        start();
        sink.await("=", "+big@11", "+b@12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void serverThatRestartsIsFoundAgain(String address) {
        FakeApiServer first = new FakeApiServer(address, 0);
        first.then(list(10, object("a", 1))).then(Exchange::hang);
        start(first, WatchMode.ListThenWatch.DEFAULT);
        sink.await("=a@1");
        int port = first.port();
        first.close();
        Await.until("a failed attempt", () -> !pauses.isEmpty());
        FakeApiServer second = new FakeApiServer(address, port);
        opened.add(second);
        second.then(e -> e.stream().event("ADDED", object("b", 11)).hang());
        sink.await("=a@1", "+b@11");
    }

    @Test
    void closingEndsAWatchThatHangs() {
        server.then(list(10)).then(e -> e.stream().hang());
        ListWatch<Namespace> watch = start();
        Await.until("watch", () -> watch.status().connected());
        watch.close();
        assertEquals(List.of("="), sink.told());
    }

    @Test
    void sinkThatFailedIsGivenTheWholeStateAgain() {
        AtomicReference<String> fail = new AtomicReference<>("a");
        ObjectSink<Namespace> fragile = new ObjectSink<>() {
            @Override
            public void onReplace(java.util.Collection<Namespace> all) {
                sink.onReplace(all);
            }

            @Override
            public void onUpsert(Namespace object) {
                if (object.key().name().equals(fail.getAndSet(""))) {
                    throw new IllegalStateException("sink is broken");
                }
                sink.onUpsert(object);
            }

            @Override
            public void onDelete(antrea.kube.object.ObjectKey key) {
                sink.onDelete(key);
            }
        };
        server.then(list(10))
                .then(e -> e.stream().event("ADDED", object("a", 11)).hang())
                .then(list(11, object("a", 11)));
        ApiTransport transport = new ApiTransport(ApiAccess.of(server.uri()));
        opened.add(new ListWatch<>(WatchSource.of(transport, Resources.NAMESPACES, Selection.ALL), fragile, timing())
                .start());
        opened.add(transport);
        sink.await("=", "=a@11");
    }

    @Test
    void aggregatedApiIsReplacedAtEachConnection() {
        server.then(e -> e.stream()
                        .event("ADDED", "{\"metadata\":{\"name\":\"a\"}}")
                        .event("ADDED", "{\"metadata\":{\"name\":\"b\"}}")
                        .event("BOOKMARK", "{\"metadata\":{}}")
                        .event("MODIFIED", "{\"metadata\":{\"name\":\"a\"}}")
                        .event("DELETED", "{\"metadata\":{\"name\":\"b\"}}")
                        .end())
                .then(e -> e.stream()
                        .event("ADDED", "{\"metadata\":{\"name\":\"c\"}}")
                        .cut())
                .then(e -> e.stream().event("BOOKMARK", "{\"metadata\":{}}").hang());
        start(server, WatchMode.ReplayThenWatch.DEFAULT);
        sink.await("=a@,b@", "+a@", "-b", "=");
        assertTrue(server.requests().get(0).startsWith("GET /api/v1/namespaces?"));
        assertTrue(server.requests().get(0).contains("heartbeatSeconds=15"), server.requests()::toString);
    }

    @Test
    void heartbeatsThatStopMeanADeadStreamAndThoseThatNeverCameDoNot() {
        server.then(e -> e.stream()
                        .event("BOOKMARK", "{\"metadata\":{}}")
                        .event("ADDED", "{\"metadata\":{\"name\":\"a\"}}")
                        .event("BOOKMARK", "{\"metadata\":{}}")
                        .hang())
                .then(e -> e.stream()
                        .event("ADDED", "{\"metadata\":{\"name\":\"b\"}}")
                        .event("BOOKMARK", "{\"metadata\":{}}")
                        .hang());
        ListWatch<Namespace> watch = start(
                server,
                new WatchMode.ReplayThenWatch(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofMillis(50)));
        sink.await("=", "+a@", "=b@");
        Await.until("connected", () -> watch.status().connected());
        assertEquals(2, server.requests().size());
    }

    @Test
    void aggregatedApiThatStaysSilentBeforeItsBookmarkIsAskedAgain() {
        server.then(e -> e.stream()
                        .event("ADDED", "{\"metadata\":{\"name\":\"a\"}}")
                        .hang())
                .then(e -> e.stream().event("BOOKMARK", "{\"metadata\":{}}").hang());
        ListWatch<Namespace> watch = start(
                server,
                new WatchMode.ReplayThenWatch(Duration.ofMinutes(5), Duration.ofMillis(100), Duration.ofMinutes(1)));
        sink.await("=");
        Await.until("connected", () -> watch.status().connected());
    }

    @Test
    void aServerThatIsAwayIsAskedAgainEveryFewSeconds() {
        server.close();
        start();
        Await.until("ten pauses", () -> pauses.size() >= 10);
        for (Duration pause : List.copyOf(pauses)) {
            assertTrue(pause.compareTo(Duration.ofSeconds(3)) <= 0, pause::toString);
        }
    }

    @Test
    void aServerThatIsBackAndRefusesAtFirstIsAskedAgainSoon() {
        FakeApiServer first = new FakeApiServer("127.0.0.1", 0);
        int port = first.port();
        first.close();
        start(first, WatchMode.ListThenWatch.DEFAULT);
        Await.until("ten pauses", () -> pauses.size() >= 10);
        FakeApiServer second = new FakeApiServer("127.0.0.1", port);
        opened.add(second);
        // an API server that starts knows no roles at first
        second.then(e -> e.answer(403, "{\"message\":\"no roles yet\"}")).then(list(10, object("a", 1)));
        sink.await("=a@1");
        for (Duration pause : List.copyOf(pauses)) {
            assertTrue(pause.compareTo(Duration.ofSeconds(3)) <= 0, pause::toString);
        }
    }
}
