package antrea.kube.watch;

import antrea.kube.object.ObjectKey;
import java.util.Collection;

/// Takes the objects of one kind. Called from one thread, the one of the [ListWatch], which waits for it.
public interface ObjectSink<T> {
    /// The whole state: what is not in it does not exist. Comes first, before anything else, and again when the
    /// changes since the last state cannot be told (aggregated APIs, after every new connection).
    void onReplace(Collection<T> all);

    /// The object is new or has changed. An aggregated API may send a patch type here.
    void onUpsert(T object);

    void onDelete(ObjectKey key);

    /// A connection could not be made, or broke early; what the sink has stays, and the next try follows. For who
    /// has something to fall back on. `why` is for logs.
    default void onUnavailable(String why) {}
}
