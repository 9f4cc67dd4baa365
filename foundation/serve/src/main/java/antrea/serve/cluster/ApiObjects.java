package antrea.serve.cluster;

import antrea.runtime.json.Json;
import java.util.List;
import java.util.Optional;

/// Objects of the cluster's API server as JSON, by URL path ("/api/v1/namespaces/kube-system/configmaps/x"). Every
/// method throws [ApiFault] when the API server does not answer or refuses.
public interface ApiObjects {
    /// The object, empty when there is none (404).
    Optional<Json.Obj> get(String path);

    /// The items of a collection that the label selector ("a=b,c=d") selects, all pages.
    List<Json.Obj> list(String collectionPath, String labelSelector);

    /// Creates an object in a collection; gives what the server stored or, for a review, its verdict.
    Json.Obj create(String collectionPath, Json.Obj object);

    /// Replaces an object. CONFLICT: somebody else changed it since it was read; read it again.
    UpdateOutcome update(String path, Json.Obj object);

    /// How an update ended.
    enum UpdateOutcome {
        UPDATED,
        CONFLICT,
        NOT_FOUND
    }
}
