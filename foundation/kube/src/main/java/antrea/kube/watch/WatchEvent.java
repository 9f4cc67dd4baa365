package antrea.kube.watch;

import antrea.kube.client.ErrorStatus;

/// One event of a watch (Kubernetes API, meta/v1 WatchEvent).
public sealed interface WatchEvent<T> {
    record Added<T>(T object) implements WatchEvent<T> {}

    record Modified<T>(T object) implements WatchEvent<T> {}

    record Deleted<T>(T object) implements WatchEvent<T> {}

    /// The stream stands at this resource version; in an aggregated API it is empty and ends the first full state.
    record Bookmark<T>(String resourceVersion) implements WatchEvent<T> {}

    /// The server ends the stream with an error.
    record Failed<T>(ErrorStatus status) implements WatchEvent<T> {}

    /// A sound event whose object has an unexpected shape.
    record Unreadable<T>(String why) implements WatchEvent<T> {}
}
