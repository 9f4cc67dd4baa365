package antrea.kube.watch;

import antrea.kube.client.ApiTransport;
import antrea.kube.client.Selection;
import antrea.kube.object.KubeObject;
import antrea.kube.resource.ResourceType;
import java.util.function.Supplier;

/// What is watched, where, and in which format.
///
/// @param transport asked at each new connection, so that whoever finds the server at a new address can swap it
/// @param path path of the collection
public record WatchSource<T>(
        Supplier<ApiTransport> transport, String path, Selection selection, WireFormat<T> format, WatchMode mode) {

    /// A kind of kube-apiserver.
    public static <T extends KubeObject> WatchSource<T> of(
            ApiTransport transport, ResourceType<T> type, Selection selection) {
        return new WatchSource<>(
                () -> transport,
                type.path(selection.namespace()),
                selection,
                new JsonFormat<>(type.reader()),
                WatchMode.ListThenWatch.DEFAULT);
    }

    public WatchSource<T> withMode(WatchMode other) {
        return new WatchSource<>(transport, path, selection, format, other);
    }

    public WatchSource<T> withFormat(WireFormat<T> other) {
        return new WatchSource<>(transport, path, selection, other, mode);
    }

    @Override
    public String toString() {
        return path + selection.query(java.util.Map.of());
    }
}
