import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// A kube-apiserver for one program that rehearses: it lists what it was given, tells its watches what is put later, allows everything
/// to everybody, and says yes to whatever is written.
final class StageCluster implements ApiHandler {
    /// A path taken apart: `/api/v1/namespaces/NS/pods/NAME/status` is a Pod of the collection `/api/v1/pods`.
    private record Place(String collection, String namespace, String name) {
        static Place of(String path) {
            String[] words = path.substring(1).split("/");
            int at = words[0].equals("api") ? 2 : 3;
            String group = "/" + String.join("/", List.of(words).subList(0, Math.min(at, words.length)));
            String namespace = "";
            if (words.length > at + 2 && words[at].equals("namespaces")) {
                namespace = words[at + 1];
                at += 2;
            }
            String kind = words.length > at ? words[at] : "";
            return new Place(group + "/" + kind, namespace, words.length > at + 1 ? words[at + 1] : "");
        }
    }

    private record Watch(Place place, BlockingQueue<Json.Obj> events) {}

    private final Map<String, List<Json.Obj>> collections = new ConcurrentHashMap<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private int version = 1;

    /// Puts an object, given as JSON, into a collection such as `/api/v1/pods`; one of the same name is replaced.
    synchronized void put(String collection, String text) {
        Json.Obj object = versioned(JsonText.read(text).asObject("object"));
        List<Json.Obj> all = collections.computeIfAbsent(collection, _ -> new CopyOnWriteArrayList<>());
        boolean there = all.removeIf(o -> name(o).equals(name(object)) && namespace(o).equals(namespace(object)));
        all.add(object);
        tell(collection, there ? "MODIFIED" : "ADDED", object);
    }

    private Json.Obj versioned(Json.Obj object) {
        version++;
        Json.Obj metadata = object.object("metadata").with("resourceVersion", Json.of(Integer.toString(version)));
        return object.with("metadata", metadata);
    }

    private void tell(String collection, String type, Json.Obj object) {
        for (Watch watch : watches) {
            if (watch.place.collection.equals(collection)) {
                watch.events.add(Json.Obj.EMPTY.with("type", Json.of(type)).with("object", object));
            }
        }
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        Place place = Place.of(request.path());
        return switch (request.method()) {
            case "GET" -> place.name.isEmpty() ? collection(place, request) : object(place);
            case "POST" -> ApiReply.json(201, allowed(body(request)));
            case "DELETE" -> ApiReply.json(200, Json.Obj.EMPTY.with("kind", Json.of("Status")));
            default -> ApiReply.json(200, find(place).map(o -> (Json) o).orElseGet(() -> body(request)));
        };
    }

    private static Json.Obj body(ApiRequest request) {
        return JsonText.read(new String(request.readBody(), StandardCharsets.UTF_8)).asObject("body");
    }

    /// Both answers in one: reviews of tokens and of access read what they know.
    private static Json.Obj allowed(Json.Obj review) {
        Json.Obj user = Json.Obj.EMPTY.with("username", Json.of("system:serviceaccount:kube-system:antrea-agent"));
        return review.with("status", Json.Obj.EMPTY
                .with("allowed", Json.of(true))
                .with("authenticated", Json.of(true))
                .with("user", user));
    }

    private Optional<Json.Obj> find(Place place) {
        return collections.getOrDefault(place.collection, List.of()).stream()
                .filter(o -> name(o).equals(place.name))
                .findFirst();
    }

    private ApiReply object(Place place) {
        return find(place).map(o -> ApiReply.json(200, o)).orElseGet(() -> ApiReply.json(404, JsonText.read("""
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"not on this stage"}""")));
    }

    private ApiReply collection(Place place, ApiRequest request) {
        boolean watch = request.query().first("watch").filter(w -> w.equals("true") || w.equals("1")).isPresent();
        return watch ? ApiReply.streamed("application/json", sink -> watch(place, sink)) : list(place, request);
    }

    private synchronized ApiReply list(Place place, ApiRequest request) {
        String field = request.query().first("fieldSelector").orElse("");
        List<Json> items = new ArrayList<>(collections.getOrDefault(place.collection, List.of()));
        items.removeIf(i -> field.startsWith("metadata.name=") && !field.endsWith("=" + name((Json.Obj) i)));
        Json.Obj metadata = Json.Obj.EMPTY.with("resourceVersion", Json.of(Integer.toString(version)));
        return ApiReply.json(200, Json.Obj.EMPTY
                .with("kind", Json.of("List"))
                .with("apiVersion", Json.of("v1"))
                .with("metadata", metadata)
                .with("items", Json.of(items)));
    }

    private void watch(Place place, ApiReply.ByteSink sink) {
        Watch watch = new Watch(place, new LinkedBlockingQueue<>());
        watches.add(watch);
        sink.flush();
        try {
            while (true) {
                sink.write((JsonText.write(watch.events.take()) + "\n").getBytes(StandardCharsets.UTF_8));
                sink.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            watches.remove(watch);
        }
    }

    private static String name(Json.Obj object) {
        return object.object("metadata").text("name", "");
    }

    private static String namespace(Json.Obj object) {
        return object.object("metadata").text("namespace", "");
    }
}
