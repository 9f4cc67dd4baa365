package antrea.serve.cluster;

import antrea.kube.client.ApiException;
import antrea.kube.client.Call;
import antrea.kube.client.KubeClient;
import antrea.net.Bytes;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// [ApiObjects] of the API server that a [KubeClient] talks to.
public record KubeApiObjects(KubeClient client) implements ApiObjects {
    private static final int PAGE_SIZE = 100;

    @Override
    public Optional<Json.Obj> get(String path) {
        try {
            return Optional.of(tree(Call.of("GET", path)));
        } catch (ApiFault e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<Json.Obj> list(String collectionPath, String labelSelector) {
        List<Json.Obj> out = new ArrayList<>();
        String next = "";
        do {
            Json.Obj page = tree(Call.of(
                    "GET",
                    collectionPath + "?limit=" + PAGE_SIZE + "&labelSelector=" + encoded(labelSelector)
                            + (next.isEmpty() ? "" : "&continue=" + encoded(next))));
            page.list("items").forEach(item -> out.add(item.asObject("items")));
            next = page.object("metadata").text("continue", "");
        } while (!next.isEmpty());
        return out;
    }

    @Override
    public Json.Obj create(String collectionPath, Json.Obj object) {
        return tree(withBody("POST", collectionPath, object));
    }

    @Override
    public UpdateOutcome update(String path, Json.Obj object) {
        try {
            tree(withBody("PUT", path, object));
            return UpdateOutcome.UPDATED;
        } catch (ApiFault e) {
            return switch (e.code()) {
                case 404 -> UpdateOutcome.NOT_FOUND;
                case 409 -> UpdateOutcome.CONFLICT;
                default -> throw e;
            };
        }
    }

    private static Call withBody(String method, String path, Json.Obj object) {
        return Call.of(method, path)
                .withBody(Call.JSON, Bytes.of(JsonText.write(object).getBytes(StandardCharsets.UTF_8)));
    }

    private Json.Obj tree(Call call) {
        try {
            return client.tree(call).asObject(call.toString());
        } catch (ApiException e) {
            throw new ApiFault(e.status().code(), String.valueOf(e.getMessage()), e);
        } catch (JsonException e) {
            throw new ApiFault(0, call + ": the answer makes no sense: " + e.getMessage(), e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
