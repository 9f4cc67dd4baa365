package antrea.reconcile;

/// Hears when two owners want different values under one key: an error in a feature.
@FunctionalInterface
public interface ConflictListener {
    void observe(String kind, String key, Owner holder, Owner refused);

    /// Logs at ERROR.
    static ConflictListener logging() {
        System.Logger log = System.getLogger("antrea.reconcile");
        return (kind, key, holder, refused) -> log.log(
                System.Logger.Level.ERROR,
                "Two owners want different values, the first stays; fix the feature: kind=" + kind + " key=" + key
                        + " holder=" + holder + " refused=" + refused);
    }

    /// Throws [IllegalStateException]: for tests.
    static ConflictListener throwing() {
        return (kind, key, holder, refused) -> {
            throw new IllegalStateException(
                    kind + " " + key + ": " + holder + " and " + refused + " want different values");
        };
    }
}
