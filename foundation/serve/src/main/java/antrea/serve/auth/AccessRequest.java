package antrea.serve.auth;

/// What a user wants to do.
public sealed interface AccessRequest {
    String verb();

    /// Something on a resource. Texts are empty where they do not apply: namespace for cluster-wide, name for all.
    record OnResource(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name)
            implements AccessRequest {}

    /// Something on a plain path; the verb is the HTTP method in lower case.
    record OnPath(String verb, String path) implements AccessRequest {}
}
