package antrea.serve.watch;

/// The types of watch events; the names are the words on the wire.
public enum EventType {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
}
