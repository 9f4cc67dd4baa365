package antrea.nodenetwork.testing;

import antrea.kube.client.ApiException;
import antrea.kube.client.ErrorStatus;
import antrea.nodenetwork.api.AgentInfoObjects;
import antrea.runtime.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// An API server for AntreaAgentInfos: each write gives a new resource version, and one based on an old version is
/// a conflict.
public final class FakeAgentInfos implements AgentInfoObjects {
    private final Map<String, Json.Obj> objects = new TreeMap<>();
    private long version;
    private boolean down;

    /// Nothing answers from now on, or everything does again.
    public void setDown(boolean isDown) {
        down = isDown;
    }

    /// As if somebody else had written it.
    public void touch(String node) {
        store(node, Optional.ofNullable(objects.get(node)).orElseThrow());
    }

    private Json.Obj store(String node, Json.Obj object) {
        Json.Obj meta = object.object("metadata").with("resourceVersion", Long.toString(++version));
        Json.Obj out = object.with("metadata", meta);
        objects.put(node, out);
        return out;
    }

    private void answer() {
        if (down) {
            throw ApiException.refused("call", ErrorStatus.of(0, "down"));
        }
    }

    @Override
    public Set<String> names() {
        answer();
        return Set.copyOf(objects.keySet());
    }

    @Override
    public void create(String node) {
        answer();
        if (!objects.containsKey(node)) {
            store(node, Json.Obj.EMPTY.with("metadata", Json.Obj.EMPTY.with("name", node)));
        }
    }

    @Override
    public void delete(String node) {
        answer();
        objects.remove(node);
    }

    @Override
    public Optional<Json.Obj> get(String node) {
        answer();
        return Optional.ofNullable(objects.get(node));
    }

    @Override
    public Optional<Json.Obj> update(String node, Json.Obj object) {
        answer();
        String based = object.object("metadata").text("resourceVersion", "");
        boolean current = Optional.ofNullable(objects.get(node))
                .filter(o -> o.object("metadata").text("resourceVersion").equals(based))
                .isPresent();
        return current ? Optional.of(store(node, object)) : Optional.empty();
    }
}
