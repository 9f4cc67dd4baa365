package antrea.serve.resource;

import antrea.serve.auth.UserInfo;
import antrea.serve.http.Query;

/// A question about one object. `namespace` is empty for cluster-wide resources, `name` for creation of an object
/// that is named in its body.
public record ObjectRequest(String namespace, String name, Query query, UserInfo user) {
    /// The key of the object in a [antrea.serve.watch.WatchStore]: "namespace/name", or the name alone.
    public String key() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
