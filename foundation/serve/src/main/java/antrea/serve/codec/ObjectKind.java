package antrea.serve.codec;

/// Group, version and kind of an API object. The core group is "".
public record ObjectKind(String group, String version, String kind) {
    /// "group/version", or the version alone for the core group.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// The kind of a list of these.
    public ObjectKind list() {
        return new ObjectKind(group, version, kind + "List");
    }

    public ObjectKind withKind(String other) {
        return new ObjectKind(group, version, other);
    }
}
