package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ResourceCodec;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import antrea.serve.http.Accept;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import antrea.serve.resource.Resource;
import antrea.serve.resource.Verbs;
import antrea.serve.watch.WatchSelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Answers watches. Resource versions, bookmarks wishes and label selectors are ignored: a watch always begins
/// with the whole current state. A client that asks for `heartbeatSeconds` gets the BOOKMARK again whenever
/// nothing else was sent for so long, and so can tell a quiet stream from a dead one; others get one BOOKMARK, as
/// the original sends it.
record WatchEndpoint(Random random, Duration probeInterval) {
    /// A watch without own timeout lasts between this and twice this, so that clients do not return all at once.
    private static final long MIN_TIMEOUT_SECONDS = 7200;

    ApiReply watch(Resource resource, ApiRequest request, String namespace) {
        Verbs.Watch verb = resource.watch().orElseThrow(() -> new StatusException(Status.methodNotAllowed()));
        if (!request.query().first("resourceVersionMatch").orElse("").isEmpty()) {
            throw new StatusException(Status.invalid(
                    "meta.k8s.io",
                    "ListOptions",
                    "",
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch"));
        }
        List<WireFormat> offered =
                resource.formats().stream().filter(f -> f != WireFormat.YAML).toList();
        Accept.Choice choice = Accept.of(request.headers()).choose(offered, true);
        WatchSelector selector = FieldSelector.watchSelector(
                FieldSelector.parse(request.query().first("fieldSelector"), resource.fieldLabels()), namespace);
        WatchWriter writer = new WatchWriter(
                verb.watch(selector),
                choice.format(),
                shape(resource, choice, request),
                new WatchWriter.Limits(timeout(request), probeInterval, heartbeat(request)),
                System::nanoTime);
        return ApiReply.streamed(choice.format().watchMediaType(), writer);
    }

    private static Optional<Duration> heartbeat(ApiRequest request) {
        return request.query()
                .number("heartbeatSeconds")
                .filter(seconds -> seconds > 0 && seconds <= MIN_TIMEOUT_SECONDS)
                .map(Duration::ofSeconds);
    }

    private Duration timeout(ApiRequest request) {
        long wanted = request.query().number("timeoutSeconds").orElse(0L);
        long seconds = wanted > 0 ? wanted : MIN_TIMEOUT_SECONDS + (long) (random.nextDouble() * MIN_TIMEOUT_SECONDS);
        return Duration.ofSeconds(Math.min(seconds, 365L * 24 * 3600));
    }

    private static UnaryOperator<WireObject> shape(Resource resource, Accept.Choice choice, ApiRequest request) {
        if (!choice.isTable()) {
            return UnaryOperator.identity();
        }
        String include = request.query().first("includeObject").orElse("Metadata");
        return object -> WireObject.of(
                new TableCodec(new ObjectKind("meta.k8s.io", choice.tableVersion(), "Table")),
                resource.table().render(List.of(object), choice.tableVersion(), include));
    }

    /// A rendered Table as an object that can stand in an event.
    private record TableCodec(ObjectKind kind) implements ResourceCodec<Json.Obj> {
        @Override
        public Json.Obj toJson(Json.Obj table) {
            return table;
        }
    }
}
