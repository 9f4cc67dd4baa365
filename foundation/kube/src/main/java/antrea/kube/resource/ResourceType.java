package antrea.kube.resource;

import antrea.kube.object.ObjectKey;
import antrea.runtime.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A kind of object as the API server knows it, and how its objects are read.
///
/// @param group API group, empty for the core group
/// @param plural name in paths, for example `networkpolicies`
public record ResourceType<T>(
        String group, String version, String plural, String kind, boolean namespaced, ObjectReader<T> reader) {

    /// A kind whose objects are trees: for custom resources of which one or few are written, such as
    /// AntreaAgentInfo.
    public static ResourceType<Json> ofTrees(
            String group, String version, String plural, String kind, boolean namespaced) {
        return new ResourceType<>(group, version, plural, kind, namespaced, TokenReader::tree);
    }

    /// The same kind read as trees.
    public ResourceType<Json> asTrees() {
        return ofTrees(group, version, plural, kind, namespaced);
    }

    /// `group/version`, or `version` alone in the core group.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// Path of the collection, over all Namespaces when `namespace` is empty.
    public String path(String namespace) {
        String root = (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
        return namespaced && !namespace.isEmpty()
                ? root + "/namespaces/" + segment(namespace) + "/" + plural
                : root + "/" + plural;
    }

    /// Path of one object.
    public String path(ObjectKey key) {
        return path(key.namespace()) + "/" + segment(key.name());
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// `plural.group`, as kubectl writes it.
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
