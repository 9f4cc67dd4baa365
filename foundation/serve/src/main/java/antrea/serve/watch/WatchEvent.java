package antrea.serve.watch;

import antrea.serve.codec.WireObject;

/// One event for one watcher.
public record WatchEvent(EventType type, WireObject object) {}
