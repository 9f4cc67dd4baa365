package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.codec.ObjectKind;
import antrea.serve.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// OpenAPI v2 and v3 documents, as small as kubectl (explain, apply) and the aggregator accept. Made when asked
/// for, since hardly anybody asks.
final class OpenApi {
    private static final String V2_REFERENCE = "#/definitions/";
    private static final String V3_REFERENCE = "#/components/schemas/";

    private final String title;
    private final List<Resource> resources;
    private final Map<String, Json.Obj> definitions;

    /// `definitions`: further schemas by name, to which the schemas of the resources refer.
    OpenApi(String title, List<Resource> resources, Map<String, Json.Obj> definitions) {
        this.title = title;
        this.resources = List.copyOf(resources);
        this.definitions = Map.copyOf(definitions);
    }

    /// `/openapi/v2`, `/openapi/v3` and the documents that the latter points to.
    Optional<Json.Obj> document(String path) {
        if (path.equals("/openapi/v2")) {
            return Optional.of(v2());
        }
        if (path.equals("/openapi/v3")) {
            return Optional.of(v3Index());
        }
        if (!path.startsWith("/openapi/v3/apis/")) {
            return Optional.empty();
        }
        String groupVersion = path.substring("/openapi/v3/apis/".length());
        List<Resource> own = new ArrayList<>();
        for (Resource resource : resources) {
            if (resource.kind().apiVersion().equals(groupVersion)) {
                own.add(resource);
            }
        }
        return own.isEmpty() ? Optional.empty() : Optional.of(v3(own));
    }

    private Json.Obj v2() {
        return Json.Obj.EMPTY
                .with("swagger", "2.0")
                .with("info", info())
                .with("paths", paths(resources, "schema", V2_REFERENCE))
                .with("definitions", schemas(resources));
    }

    private Json.Obj v3Index() {
        SequencedMap<String, Json> out = new LinkedHashMap<>();
        for (Resource resource : resources) {
            String path = "apis/" + resource.kind().apiVersion();
            out.put(path, Json.Obj.EMPTY.with("serverRelativeURL", "/openapi/v3/" + path));
        }
        return Json.Obj.EMPTY.with("paths", new Json.Obj(out));
    }

    private Json.Obj v3(List<Resource> own) {
        String v2 = JsonText.write(schemas(own));
        Json schemas = JsonText.read(v2.replace("\"" + V2_REFERENCE, "\"" + V3_REFERENCE));
        return Json.Obj.EMPTY
                .with("openapi", "3.0.0")
                .with("info", info())
                .with("paths", paths(own, "", V3_REFERENCE))
                .with("components", Json.Obj.EMPTY.with("schemas", schemas));
    }

    private Json.Obj info() {
        return Json.Obj.EMPTY.with("title", title).with("version", "unversioned");
    }

    /// The Go-like name of a kind: `io.antrea.controlplane.v1beta2.NetworkPolicy`.
    private static String name(ObjectKind kind) {
        List<String> parts = new ArrayList<>(List.of(kind.group().split("\\.", -1)));
        return String.join(".", parts.reversed()) + "." + kind.version() + "." + kind.kind();
    }

    private Json.Obj schemas(List<Resource> own) {
        Map<String, Json> out = new TreeMap<>(definitions);
        for (Resource resource : own) {
            Json.Obj schema = resource.schema().orElseGet(OpenApi::anyObject);
            out.put(
                    name(resource.kind()),
                    schema.with("x-kubernetes-group-version-kind", Json.of(List.of(gvk(resource.kind())))));
        }
        return new Json.Obj(new LinkedHashMap<>(out));
    }

    private static Json.Obj anyObject() {
        Json.Obj text = Json.Obj.EMPTY.with("type", "string");
        return Json.Obj.EMPTY
                .with("type", "object")
                .with(
                        "properties",
                        Json.Obj.EMPTY
                                .with("apiVersion", text)
                                .with("kind", text)
                                .with("metadata", Json.Obj.EMPTY.with("type", "object")));
    }

    private static Json.Obj gvk(ObjectKind kind) {
        return Json.Obj.EMPTY
                .with("group", kind.group())
                .with("kind", kind.kind())
                .with("version", kind.version());
    }

    private static Json.Obj paths(List<Resource> own, String schemaMember, String reference) {
        Map<String, Json> out = new TreeMap<>();
        for (Resource resource : own) {
            String collection = "/apis/" + resource.kind().apiVersion() + "/"
                    + (resource.namespaced() ? "namespaces/{namespace}/" : "") + resource.name();
            Json.Obj onCollection = Json.Obj.EMPTY;
            if (resource.lister().isPresent()) {
                onCollection = onCollection.with("get", operation(resource, "list", schemaMember, reference));
            }
            if (resource.creation().isPresent()) {
                onCollection = onCollection.with("post", operation(resource, "post", schemaMember, reference));
            }
            if (!onCollection.members().isEmpty()) {
                out.put(collection, onCollection.with("parameters", parameters(resource, false, schemaMember)));
            }
            if (resource.getter().isPresent()) {
                out.put(
                        collection + "/{name}",
                        Json.Obj.EMPTY
                                .with("get", operation(resource, "get", schemaMember, reference))
                                .with("parameters", parameters(resource, true, schemaMember)));
            }
        }
        return new Json.Obj(new LinkedHashMap<>(out));
    }

    private static Json parameters(Resource resource, boolean withName, String schemaMember) {
        List<Json> out = new ArrayList<>();
        if (withName) {
            out.add(parameter("name", schemaMember));
        }
        if (resource.namespaced()) {
            out.add(parameter("namespace", schemaMember));
        }
        return Json.of(out);
    }

    private static Json parameter(String name, String schemaMember) {
        Json.Obj out = Json.Obj.EMPTY.with("name", name).with("in", "path").with("required", true);
        return schemaMember.isEmpty()
                ? out.with("schema", Json.Obj.EMPTY.with("type", "string"))
                : out.with("type", "string");
    }

    private static Json operation(Resource resource, String action, String schemaMember, String reference) {
        Json.Obj schema = Json.Obj.EMPTY.with("$ref", reference + name(resource.kind()));
        Json.Obj answer = Json.Obj.EMPTY.with("description", "OK");
        Json.Obj ok = schemaMember.isEmpty()
                ? answer.with("content", Json.Obj.EMPTY.with("application/json", Json.Obj.EMPTY.with("schema", schema)))
                : answer.with(schemaMember, schema);
        return Json.Obj.EMPTY
                .with(
                        "operationId",
                        action + resource.kind().kind() + "In" + resource.kind().version())
                .with("responses", Json.Obj.EMPTY.with("200", ok))
                .with("x-kubernetes-action", action)
                .with("x-kubernetes-group-version-kind", gvk(resource.kind()));
    }
}
