package antrea.networkpolicy.api;

/// The part of ObjectMeta that the control plane API fills: a resourceVersion is never set there.
///
/// @param generation of the source object; 0 on groups
public record Metadata(String name, String uid, long generation) {
    /// The metadata of a group, or of a bare message.
    public static Metadata of(String name, String uid) {
        return new Metadata(name, uid, 0);
    }
}
