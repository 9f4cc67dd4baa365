package antrea.graph;

/// The typed name of a [Source], held in a constant and compared by identity: who has the constant may read or
/// fill the source, and the types of key and value come with it.
@SuppressWarnings("UnusedTypeParameter") // the parameters are the point: they type what the name stands for
public final class SourceId<K, V> {
    private final String name;

    private SourceId(String name) {
        this.name = name;
    }

    /// A new identity. `name` is for logs and must be unique in a process.
    public static <K, V> SourceId<K, V> named(String name) {
        return new SourceId<>(name);
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
