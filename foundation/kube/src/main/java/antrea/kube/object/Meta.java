package antrea.kube.object;

import java.time.Instant;
import java.util.Map;

/// ObjectMeta (Kubernetes API, meta/v1) as far as it is read.
public record Meta(ObjectKey key, Version version, Map<String, String> labels, Map<String, String> annotations) {
    /// What tells one life and one state of an object from another.
    ///
    /// `resourceVersion` is opaque: only equality has a meaning. `created` is [Instant#EPOCH] where the server
    /// gave no time. `deleting` says that a deletionTimestamp is set.
    public record Version(String uid, String resourceVersion, long generation, Instant created, boolean deleting) {
        public static final Version NONE = new Version("", "", 0, Instant.EPOCH, false);
    }

    public Meta {
        labels = FlatMap.copyOf(labels);
        annotations = FlatMap.copyOf(annotations);
    }

    /// Meta with nothing but a key, to start from.
    public static Meta of(String namespace, String name) {
        return new Meta(new ObjectKey(namespace, name), Version.NONE, Map.of(), Map.of());
    }

    public String name() {
        return key.name();
    }

    /// Empty for cluster-wide kinds.
    public String namespace() {
        return key.namespace();
    }

    public String uid() {
        return version.uid();
    }

    public String resourceVersion() {
        return version.resourceVersion();
    }

    public long generation() {
        return version.generation();
    }

    public Instant created() {
        return version.created();
    }

    public boolean deleting() {
        return version.deleting();
    }

    public Meta withLabels(Map<String, String> other) {
        return new Meta(key, version, other, annotations);
    }

    public Meta withAnnotations(Map<String, String> other) {
        return new Meta(key, version, labels, other);
    }

    public Meta withUid(String uid) {
        return withVersion(
                new Version(uid, version.resourceVersion, version.generation, version.created, version.deleting));
    }

    public Meta withResourceVersion(String resourceVersion) {
        return withVersion(
                new Version(version.uid, resourceVersion, version.generation, version.created, version.deleting));
    }

    public Meta withVersion(Version other) {
        return new Meta(key, other, labels, annotations);
    }
}
