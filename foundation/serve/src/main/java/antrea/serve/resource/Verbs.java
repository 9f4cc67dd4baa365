package antrea.serve.resource;

import antrea.serve.codec.WireObject;
import antrea.serve.http.ApiReply;
import antrea.serve.watch.WatchSelector;
import antrea.serve.watch.WatchStream;
import java.util.List;
import java.util.Optional;

/// What the owner of a resource answers, one interface per verb. All may throw
/// [antrea.serve.http.StatusException] to refuse.
public final class Verbs {
    private Verbs() {}

    /// Empty becomes 404.
    @FunctionalInterface
    public interface Getter {
        Optional<WireObject> get(ObjectRequest request);
    }

    /// Label selectors are applied to what this gives.
    @FunctionalInterface
    public interface Lister {
        List<WireObject> list(ListRequest request);
    }

    /// Begins a watch.
    @FunctionalInterface
    public interface Watch {
        WatchStream watch(WatchSelector selector);
    }

    /// Takes a new object and gives what the client gets with 201, usually the object or a
    /// [antrea.serve.http.Status].
    @FunctionalInterface
    public interface Creator<T> {
        WireObject create(ObjectRequest request, T body);
    }

    /// Deletes; empty becomes 404.
    @FunctionalInterface
    public interface Deleter {
        Optional<WireObject> delete(ObjectRequest request);
    }

    /// A sub-resource that answers with something else than an object, such as a file.
    @FunctionalInterface
    public interface Reply {
        ApiReply get(ObjectRequest request);
    }
}
