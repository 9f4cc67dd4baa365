package antrea.reconcile;

/// The typed name of one kind of desired values, such as flows or routes; held in a constant, compared by
/// identity.
@SuppressWarnings("UnusedTypeParameter") // the parameters are the point: they type what the name stands for
public final class DesiredKind<V> {
    private final String name;

    private DesiredKind(String name) {
        this.name = name;
    }

    /// A new kind; `name` is for logs and metrics.
    public static <V> DesiredKind<V> named(String name) {
        return new DesiredKind<>(name);
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
