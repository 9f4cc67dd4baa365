package antrea.kube.client;

/// What became of a write. Everything else than these is an [ApiException].
public sealed interface Written<T> {
    /// The object as the server holds it now.
    record Stored<T>(T object) implements Written<T> {}

    /// Somebody else changed it since it was read: read again, then write again.
    record Conflict<T>(ErrorStatus status) implements Written<T> {}

    /// An object of that name exists already.
    record AlreadyExists<T>(ErrorStatus status) implements Written<T> {}

    /// The object, its Namespace or its kind does not exist.
    record NotFound<T>(ErrorStatus status) implements Written<T> {}

    /// The stored object; throws [IllegalStateException] with the server's words for the other outcomes.
    default T orThrow() {
        return switch (this) {
            case Stored<T>(T object) -> object;
            case Conflict<T>(ErrorStatus status) -> throw new IllegalStateException(status.toString());
            case AlreadyExists<T>(ErrorStatus status) -> throw new IllegalStateException(status.toString());
            case NotFound<T>(ErrorStatus status) -> throw new IllegalStateException(status.toString());
        };
    }
}
