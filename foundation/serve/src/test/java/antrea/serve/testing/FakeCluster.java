package antrea.serve.testing;

import antrea.runtime.json.Json;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A cluster in memory: objects by path, tokens with their users, and who may do what.
public final class FakeCluster implements ApiObjects {
    private final Map<String, Json.Obj> objects = new TreeMap<>();
    private final Map<String, Json.Obj> tokens = new TreeMap<>();
    private final Map<String, Boolean> access = new TreeMap<>();
    private final AtomicLong version = new AtomicLong();
    public final AtomicBoolean down = new AtomicBoolean();
    public final AtomicInteger reviews = new AtomicInteger();
    public final List<Json.Obj> accessReviews = new ArrayList<>();
    public final List<String> writes = new ArrayList<>();

    private void checkUp() {
        if (down.get()) {
            throw new ApiFault(0, "the cluster is down");
        }
    }

    public synchronized FakeCluster put(String path, Json.Obj object) {
        Json.Obj metadata = object.object("metadata").with("resourceVersion", "" + version.incrementAndGet());
        objects.put(path, object.with("metadata", metadata));
        return this;
    }

    public synchronized void remove(String path) {
        objects.remove(path);
    }

    /// That token is this user with these groups.
    public FakeCluster token(String token, String user, String... groups) {
        tokens.put(token, Json.Obj.EMPTY.with("username", user).with("groups", Json.ofTexts(List.of(groups))));
        return this;
    }

    /// The user may use that verb on that resource ("group/resource") or path ("/metrics").
    public FakeCluster allow(String user, String verb, String what) {
        access.put(user + " " + verb + " " + what, true);
        return this;
    }

    public void forbid(String user, String verb, String what) {
        access.remove(user + " " + verb + " " + what);
    }

    @Override
    public synchronized Optional<Json.Obj> get(String path) {
        checkUp();
        return Optional.ofNullable(objects.get(path));
    }

    @Override
    public synchronized List<Json.Obj> list(String collectionPath, String labelSelector) {
        checkUp();
        List<Json.Obj> out = new ArrayList<>();
        objects.forEach((path, object) -> {
            if (path.substring(0, path.lastIndexOf('/')).equals(collectionPath) && selects(labelSelector, object)) {
                out.add(object);
            }
        });
        return out;
    }

    private static boolean selects(String labelSelector, Json.Obj object) {
        Json.Obj labels = object.object("metadata").object("labels");
        for (String term : labelSelector.split(",", -1)) {
            String[] parts = term.split("=", 2);
            if (!labels.text(parts[0], "").equals(parts[1])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized Json.Obj create(String collectionPath, Json.Obj object) {
        checkUp();
        if (collectionPath.endsWith("/tokenreviews")) {
            reviews.incrementAndGet();
            return object.with("status", tokenStatus(object.object("spec").text("token")));
        }
        if (collectionPath.endsWith("/subjectaccessreviews")) {
            reviews.incrementAndGet();
            accessReviews.add(object.object("spec"));
            return object.with("status", Json.Obj.EMPTY.with("allowed", mayDo(object.object("spec"))));
        }
        String path = collectionPath + "/" + object.object("metadata").text("name");
        writes.add("create " + path);
        put(path, object);
        return objects.getOrDefault(path, object);
    }

    private Json.Obj tokenStatus(String token) {
        Json.Obj user = tokens.get(token);
        return user == null
                ? Json.Obj.EMPTY.with("error", "unknown token")
                : Json.Obj.EMPTY.with("authenticated", true).with("user", user);
    }

    private boolean mayDo(Json.Obj spec) {
        Json.Obj r = spec.object("resourceAttributes");
        Json.Obj p = spec.object("nonResourceAttributes");
        String sub = r.text("subresource", "");
        String what = p.members().isEmpty()
                ? r.text("verb") + " " + r.text("group") + "/" + r.text("resource") + (sub.isEmpty() ? "" : "/" + sub)
                : p.text("verb") + " " + p.text("path");
        return access.getOrDefault(spec.text("user") + " " + what, false);
    }

    @Override
    public synchronized UpdateOutcome update(String path, Json.Obj object) {
        checkUp();
        Json.Obj stored = objects.get(path);
        if (stored == null) {
            return UpdateOutcome.NOT_FOUND;
        }
        String expected = object.object("metadata").text("resourceVersion", "");
        if (!expected.isEmpty() && !expected.equals(stored.object("metadata").text("resourceVersion"))) {
            return UpdateOutcome.CONFLICT;
        }
        writes.add("update " + path);
        put(path, object);
        return UpdateOutcome.UPDATED;
    }
}
