package antrea.kube.watch;

import antrea.kube.resource.ListReader.ListMeta;
import java.io.InputStream;
import java.util.function.Consumer;

/// How lists and watches of a kind are written in bytes.
public interface WireFormat<T> {
    /// Media type to ask for in a list.
    String listType();

    /// Media type to ask for in a watch.
    String watchType();

    /// Reads a list, object by object. Throws [WireException] and [java.io.UncheckedIOException].
    ListMeta readList(InputStream body, Consumer<T> each);

    /// Reads the events of a watch as they come.
    EventStream<T> openWatch(InputStream body);
}
