package antrea.kube.client;

import antrea.kube.object.ObjectKey;
import antrea.kube.resource.Interner;
import antrea.kube.resource.ListReader;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.TokenReader;
import antrea.net.Bytes;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads and writes single objects and lists. Blocks; for threads that may.
///
/// A call that the server puts off with Retry-After (429, 503) is repeated up to three times; every other failure
/// is an [ApiException] at once, since only the caller knows whether the wish still stands.
public final class KubeClient {
    private static final int MAX_DEFERRALS = 3;
    private static final Duration MAX_DEFERRAL = Duration.ofSeconds(30);
    private static final int PAGE_SIZE = 500;

    private final ApiTransport transport;
    private final Pause pause;

    public KubeClient(ApiTransport transport, Pause pause) {
        this.transport = transport;
        this.pause = pause;
    }

    /// The object, empty when it does not exist.
    public <T> Optional<T> get(ResourceType<T> type, ObjectKey key) {
        try {
            return Optional.of(read(Call.of("GET", type.path(key)), type));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// All objects of the selection, read page by page.
    public <T> List<T> list(ResourceType<T> type, Selection selection) {
        List<T> out = new ArrayList<>();
        String next = "";
        do {
            String query = selection.query(Map.of("limit", Integer.toString(PAGE_SIZE), "continue", next));
            Call call = Call.of("GET", type.path(selection.namespace()) + query);
            try (GuardedStream body = open(call);
                    TokenReader in = TokenReader.over(body, new Interner())) {
                next = ListReader.read(in, type.reader(), out::add).continueToken();
                body.drain();
            } catch (UncheckedIOException e) {
                throw ApiException.unreachable(call.toString(), e);
            }
        } while (!next.isEmpty());
        return out;
    }

    /// Creates the object of `body`, which names itself in its metadata.
    public <T> Written<T> create(ResourceType<T> type, String namespace, Json body) {
        return write(json("POST", type.path(namespace), body), type);
    }

    /// Replaces the object; `body` carries the resource version it is based on.
    public <T> Written<T> update(ResourceType<T> type, ObjectKey key, Json body) {
        return write(json("PUT", type.path(key), body), type);
    }

    /// Replaces the status of the object; `body` is the whole object.
    public <T> Written<T> updateStatus(ResourceType<T> type, ObjectKey key, Json body) {
        return write(json("PUT", type.path(key) + "/status", body), type);
    }

    /// POSTs `body` to a subresource that answers with anything, for example `status` of the controlplane API.
    public <T> Written<Json> createSubresource(ResourceType<T> type, ObjectKey key, String subresource, Json body) {
        return write(json("POST", type.path(key) + "/" + subresource, body), type.asTrees());
    }

    public <T> Written<T> patch(ResourceType<T> type, ObjectKey key, Patch patch) {
        String path = type.path(key) + (patch.subresource().isEmpty() ? "" : "/" + patch.subresource());
        return write(Call.of("PATCH", path).withBody(patch.kind().contentType(), bytes(patch.body())), type);
    }

    /// False when it did not exist.
    public boolean delete(ResourceType<?> type, ObjectKey key) {
        try (GuardedStream body = open(Call.of("DELETE", type.path(key)))) {
            body.drain();
            return true;
        } catch (ApiException e) {
            if (e.notFound()) {
                return false;
            }
            throw e;
        }
    }

    /// Any answer as a tree: for discovery, reviews and kinds nobody declared. Throws [ApiException].
    public Json tree(Call call) {
        ResourceType<Json> anything = ResourceType.ofTrees("", "v1", "", "", false);
        return read(call, anything);
    }

    private static Call json(String method, String path, Json body) {
        return Call.of(method, path).withBody(Call.JSON, bytes(body));
    }

    private static Bytes bytes(Json body) {
        return Bytes.of(JsonText.write(body).getBytes(StandardCharsets.UTF_8));
    }

    private <T> Written<T> write(Call call, ResourceType<T> type) {
        try {
            return new Written.Stored<>(read(call, type));
        } catch (ApiException e) {
            if (e.notFound()) {
                return new Written.NotFound<>(e.status());
            }
            if (e.alreadyExists()) {
                return new Written.AlreadyExists<>(e.status());
            }
            if (e.conflict()) {
                return new Written.Conflict<>(e.status());
            }
            throw e;
        }
    }

    private <T> T read(Call call, ResourceType<T> type) {
        try (GuardedStream body = open(call);
                TokenReader in = TokenReader.over(body, new Interner())) {
            T answer = type.reader().read(in);
            body.drain();
            return answer;
        } catch (UncheckedIOException e) {
            throw ApiException.unreachable(call.toString(), e);
        }
    }

    private GuardedStream open(Call call) {
        for (int deferrals = 0; ; deferrals++) {
            try {
                return transport.open(call);
            } catch (ApiException e) {
                Optional<Duration> wait = e.status().retryAfter();
                boolean deferred = e.status().code() == 429 || e.status().code() == 503;
                if (!deferred || wait.isEmpty() || deferrals == MAX_DEFERRALS || !pause.sleep(shorter(wait.get()))) {
                    throw e;
                }
            }
        }
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(MAX_DEFERRAL) < 0 ? wait : MAX_DEFERRAL;
    }
}
