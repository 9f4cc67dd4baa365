package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.serve.resource.Resource;
import antrea.serve.resource.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The documents from which clients learn which groups, versions and resources there are.
final class Discovery {
    private final Map<String, Json.Obj> documents = new TreeMap<>();

    Discovery(List<Resource> resources) {
        Map<String, Map<String, List<Resource>>> groups = new TreeMap<>();
        for (Resource resource : resources) {
            groups.computeIfAbsent(resource.kind().group(), _ -> new TreeMap<>())
                    .computeIfAbsent(resource.kind().version(), _ -> new ArrayList<>())
                    .add(resource);
        }
        List<Json> all = new ArrayList<>();
        groups.forEach((group, versions) -> {
            Json.Obj body = group(group, List.copyOf(new TreeSet<>(versions.keySet()).descendingSet()));
            all.add(body);
            documents.put("/apis/" + group, typed("APIGroup", body));
            versions.forEach((version, list) ->
                    documents.put("/apis/" + group + "/" + version, resources(group + "/" + version, list)));
        });
        documents.put("/apis", typed("APIGroupList", Json.Obj.EMPTY.with("groups", Json.of(all))));
    }

    Optional<Json.Obj> document(String path) {
        return Optional.ofNullable(documents.get(path));
    }

    Iterable<String> paths() {
        return documents.keySet();
    }

    private static Json.Obj typed(String kind, Json.Obj body) {
        Json.Obj out = Json.Obj.EMPTY.with("kind", kind).with("apiVersion", "v1");
        for (var member : body.members().entrySet()) {
            out = out.with(member.getKey(), member.getValue());
        }
        return out;
    }

    private static Json.Obj group(String group, List<String> versions) {
        List<Json> out = new ArrayList<>();
        for (String version : versions) {
            out.add(Json.Obj.EMPTY.with("groupVersion", group + "/" + version).with("version", version));
        }
        return Json.Obj.EMPTY
                .with("name", group)
                .with("versions", Json.of(out))
                .with("preferredVersion", out.getFirst());
    }

    private static Json.Obj resources(String groupVersion, List<Resource> resources) {
        Map<String, Json> sorted = new TreeMap<>();
        for (Resource resource : resources) {
            sorted.put(
                    resource.name(),
                    entry(resource, resource.name(), resource.kind().kind(), resource.verbs()));
            for (Subresource sub : resource.subresources()) {
                String name = resource.name() + "/" + sub.name();
                sorted.put(name, entry(resource, name, sub.kind().kind(), sub.verbs()));
            }
        }
        return typed(
                "APIResourceList",
                Json.Obj.EMPTY
                        .with("groupVersion", groupVersion)
                        .with("resources", Json.of(List.copyOf(sorted.values()))));
    }

    private static Json entry(Resource resource, String name, String kind, List<String> verbs) {
        return Json.Obj.EMPTY
                .with("name", name)
                .with("singularName", "")
                .with("namespaced", resource.namespaced())
                .with("kind", kind)
                .with("verbs", Json.ofTexts(verbs));
    }
}
