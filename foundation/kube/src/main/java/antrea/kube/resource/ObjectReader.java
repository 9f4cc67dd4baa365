package antrea.kube.resource;

/// Reads one object of a kind.
@FunctionalInterface
public interface ObjectReader<T> {
    /// Reads the value the reader stands at and leaves it at its end. Fields that nobody needs are skipped. Throws
    /// [antrea.runtime.json.JsonException] when the text is not JSON or a field is of another kind than the API
    /// says.
    T read(TokenReader in);
}
