package antrea.serve.watch;

import java.util.Optional;

/// What a watcher wants: the object of one key, or those of one Node, or all.
public record WatchSelector(Optional<String> key, Optional<String> nodeName) {
    public static final WatchSelector ALL = new WatchSelector(Optional.empty(), Optional.empty());

    public static WatchSelector ofNode(String nodeName) {
        return new WatchSelector(Optional.empty(), Optional.of(nodeName));
    }

    public static WatchSelector ofKey(String key) {
        return new WatchSelector(Optional.of(key), Optional.empty());
    }

    boolean selects(String objectKey, Span span) {
        return (key.isEmpty() || key.get().equals(objectKey)) && (nodeName.isEmpty() || span.covers(nodeName.get()));
    }
}
