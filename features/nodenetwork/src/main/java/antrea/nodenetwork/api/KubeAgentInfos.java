package antrea.nodenetwork.api;

import antrea.kube.client.ApiException;
import antrea.kube.client.ErrorStatus;
import antrea.kube.client.KubeClient;
import antrea.kube.client.Selection;
import antrea.kube.client.Written;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.MetaReader;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.TokenReader;
import antrea.runtime.json.Json;
import java.util.Optional;
import java.util.Set;

/// The AntreaAgentInfos of a Kubernetes API server.
public record KubeAgentInfos(KubeClient client) implements AgentInfoObjects {
    private static final ResourceType<Json> TREES =
            ResourceType.ofTrees("crd.antrea.io", "v1beta1", "antreaagentinfos", "AntreaAgentInfo", false);
    private static final ResourceType<String> NAMES = new ResourceType<>(
            TREES.group(), TREES.version(), TREES.plural(), TREES.kind(), TREES.namespaced(), KubeAgentInfos::name);

    private static String name(TokenReader in) {
        String name = "";
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "metadata" -> name = MetaReader.read(in).key().name();
                default -> in.skip();
            }
        }
        return name;
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(client.list(NAMES, Selection.ALL));
    }

    @Override
    public void create(String node) {
        Json.Obj empty = Json.Obj.EMPTY
                .with("apiVersion", TREES.apiVersion())
                .with("kind", TREES.kind())
                .with("metadata", Json.Obj.EMPTY.with("name", node));
        if (client.create(TREES, "", empty) instanceof Written.NotFound<Json>(ErrorStatus status)) {
            throw ApiException.refused("POST " + TREES, status); // the kind itself is unknown
        }
    }

    @Override
    public void delete(String node) {
        client.delete(TREES, ObjectKey.of(node));
    }

    @Override
    public Optional<Json.Obj> get(String node) {
        return client.get(TREES, ObjectKey.of(node)).map(tree -> tree.asObject(node));
    }

    @Override
    public Optional<Json.Obj> update(String node, Json.Obj object) {
        return switch (client.update(TREES, ObjectKey.of(node), object)) {
            case Written.Stored<Json>(Json stored) -> Optional.of(stored.asObject(node));
            case Written.NotFound<Json> _, Written.AlreadyExists<Json> _, Written.Conflict<Json> _ -> Optional.empty();
        };
    }
}
