package antrea.runtime.lifecycle;

/// Something that runs as long as the process does.
///
/// @param start returns once the part works or its work goes on in threads of its own
/// @param stop returns once nothing of it runs any more
public record Part(String name, Runnable start, Runnable stop) {
    /// A part that only has to be closed.
    public static Part closing(String name, Runnable stop) {
        return new Part(name, () -> {}, stop);
    }
}
