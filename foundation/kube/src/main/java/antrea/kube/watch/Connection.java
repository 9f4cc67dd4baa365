package antrea.kube.watch;

import antrea.kube.client.ApiException;
import antrea.kube.client.Call;
import antrea.kube.client.ErrorStatus;
import antrea.kube.client.GuardedStream;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.ListReader.ListMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/// One connection after the other to a [WatchSource], and what is remembered from one to the next. For one thread.
final class Connection<T extends KubeObject> {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final Duration HEADER_WAIT = Duration.ofSeconds(30);
    private static final Duration LIST_SILENCE = Duration.ofSeconds(30);
    /// How long after the asked end a server may take to end a watch.
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int MISSED_HEARTBEATS = 3;
    private static final String PAGE_SIZE = "500";
    /// Any version that the server has at hand: no read through to etcd.
    private static final String ANY_VERSION = "0";

    private final WatchSource<T> source;
    private final ObjectSink<T> sink;
    private final RandomGenerator random;
    private final Runnable onConnected;
    private final KnownVersions known = new KnownVersions();
    private String resourceVersion = "";
    private boolean expired;
    private volatile boolean synced;
    private boolean opened;
    private boolean eventful;

    Connection(WatchSource<T> source, ObjectSink<T> sink, RandomGenerator random, Runnable onConnected) {
        this.source = source;
        this.sink = sink;
        this.random = random;
        this.onConnected = onConnected;
    }

    boolean synced() {
        return synced;
    }

    /// Whether a watch was open in the last [#run].
    boolean opened() {
        return opened;
    }

    /// Whether the last watch brought more than its end.
    boolean eventful() {
        return eventful;
    }

    /// Forgets all; the next run gives the whole state to the sink.
    void startOver() {
        resourceVersion = "";
        synced = false;
        known.clear();
    }

    void tellUnavailable(String why) {
        sink.onUnavailable(why);
    }

    /// One connection, up to its end. Throws [ApiException], [WireException] and [java.io.UncheckedIOException].
    void run() {
        opened = false;
        eventful = false;
        switch (source.mode()) {
            case WatchMode.ListThenWatch mode -> {
                if (resourceVersion.isEmpty()) {
                    list();
                }
                watch(mode);
            }
            case WatchMode.ReplayThenWatch mode -> replayThenWatch(mode);
        }
    }

    private void list() {
        List<T> all = new ArrayList<>();
        String next = "";
        ListMeta meta;
        do {
            Map<String, String> parameters = expired || !next.isEmpty()
                    ? Map.of("limit", PAGE_SIZE, "continue", next)
                    : Map.of("resourceVersion", ANY_VERSION);
            try (GuardedStream body = open(parameters, source.format().listType(), LIST_SILENCE)) {
                meta = source.format().readList(body, all::add);
                body.drain();
            }
            next = meta.continueToken();
        } while (!next.isEmpty());
        deliver(all);
        resourceVersion = meta.resourceVersion();
        expired = false;
    }

    private void deliver(List<T> all) {
        if (!synced) {
            known.clear();
            all.forEach(known::learn);
            sink.onReplace(all);
            synced = true;
            return;
        }
        for (ObjectKey gone : known.missingIn(all)) {
            known.forget(gone);
            sink.onDelete(gone);
        }
        for (T object : all) {
            if (known.learn(object)) {
                sink.onUpsert(object);
            }
        }
    }

    private void watch(WatchMode.ListThenWatch mode) {
        Duration timeout = spread(mode.serverTimeout());
        Map<String, String> parameters = Map.of(
                "watch",
                "true",
                "allowWatchBookmarks",
                "true",
                "resourceVersion",
                resourceVersion,
                "timeoutSeconds",
                seconds(timeout));
        try (GuardedStream body = open(parameters, source.format().watchType(), mode.silence())) {
            connected();
            EventStream<T> events = source.format().openWatch(body);
            Optional<WatchEvent<T>> event = events.next();
            while (event.isPresent()) {
                observe(event.get());
                event = events.next();
            }
        } catch (ApiException e) {
            if (e.status().expired()) {
                forgetVersion();
            }
            throw e;
        }
    }

    private void connected() {
        opened = true;
        onConnected.run();
    }

    private void forgetVersion() {
        resourceVersion = "";
        expired = true;
    }

    private void replayThenWatch(WatchMode.ReplayThenWatch mode) {
        Duration timeout = spread(mode.serverTimeout());
        Map<String, String> parameters = Map.of(
                "watch", "true", "timeoutSeconds", seconds(timeout), "heartbeatSeconds", seconds(mode.heartbeat()));
        try (GuardedStream body = open(parameters, source.format().watchType(), mode.silence())) {
            EventStream<T> events = source.format().openWatch(body);
            if (!replay(events)) {
                return;
            }
            body.limit(timeout.plus(GRACE));
            connected();
            Optional<WatchEvent<T>> event = events.next();
            while (event.isPresent()) {
                if (event.get() instanceof WatchEvent.Bookmark<T>) {
                    body.limit(mode.heartbeat().multipliedBy(MISSED_HEARTBEATS)); // it sends them
                }
                observe(event.get());
                event = events.next();
            }
        }
    }

    /// Reads up to the bookmark and gives the state to the sink. False when the server ends before: then the sink
    /// keeps what it had.
    private boolean replay(EventStream<T> events) {
        SequencedMap<ObjectKey, T> state = new LinkedHashMap<>();
        while (true) {
            Optional<WatchEvent<T>> event = events.next();
            if (event.isEmpty()) {
                return false;
            }
            switch (event.get()) {
                case WatchEvent.Added<T>(T object) -> state.put(object.key(), object);
                case WatchEvent.Bookmark<T> _ -> {
                    sink.onReplace(state.sequencedValues());
                    synced = true;
                    return true;
                }
                case WatchEvent.Failed<T>(ErrorStatus status) -> throw failure(status);
                case WatchEvent.Modified<T> _, WatchEvent.Deleted<T> _ ->
                    throw new WireException("a change came before the end of the first state");
                case WatchEvent.Unreadable<T>(String why) ->
                    throw new WireException("an object of the first state cannot be read: " + why);
            }
        }
    }

    private void observe(WatchEvent<T> event) {
        eventful |= !(event instanceof WatchEvent.Failed<T>);
        switch (event) {
            case WatchEvent.Added<T>(T object) -> upsert(object);
            case WatchEvent.Modified<T>(T object) -> upsert(object);
            case WatchEvent.Deleted<T>(T object) -> delete(object);
            case WatchEvent.Bookmark<T>(String version) -> advanceTo(version);
            case WatchEvent.Failed<T>(ErrorStatus status) -> throw failure(status);
            case WatchEvent.Unreadable<T>(String why) ->
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Left out an event that cannot be read, source={0} error=\"{1}\"",
                        source,
                        why);
        }
    }

    private void upsert(T object) {
        if (!tracksVersions() || known.learn(object)) {
            sink.onUpsert(object);
        }
        advanceTo(object.meta().resourceVersion());
    }

    private void delete(T object) {
        if (!tracksVersions() || known.forget(object.key())) {
            sink.onDelete(object.key());
        }
        advanceTo(object.meta().resourceVersion());
    }

    private boolean tracksVersions() {
        return source.mode() instanceof WatchMode.ListThenWatch;
    }

    private void advanceTo(String version) {
        if (!version.isEmpty()) {
            resourceVersion = version;
        }
    }

    private ApiException failure(ErrorStatus status) {
        return ApiException.refused("watch " + source, status);
    }

    private GuardedStream open(Map<String, String> parameters, String mediaType, Duration readWait) {
        String path = source.path() + source.selection().query(parameters);
        return source.transport()
                .get()
                .open(Call.of("GET", path).accepting(mediaType).waiting(HEADER_WAIT, readWait));
    }

    /// One to two times that long, so that watches which began together do not end together.
    private Duration spread(Duration length) {
        return length.plusMillis(random.nextLong(length.toMillis() + 1));
    }

    private static String seconds(Duration length) {
        return Long.toString(Math.max(1, length.toSeconds()));
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
