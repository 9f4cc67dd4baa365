package antrea.networkpolicy.node;

import java.util.Collection;
import java.util.Optional;

/// Objects of one kind, kept for the next start. The methods that change it return at once.
interface StoredObjects<T> {
    /// What was stored by an earlier life of this agent; empty when that is not the whole.
    Optional<Collection<T>> load();

    void replaceAll(Collection<T> values);

    void put(T value);

    void remove(String name);

    /// Keeps nothing.
    static <T> StoredObjects<T> none() {
        return new StoredObjects<>() {
            @Override
            public Optional<Collection<T>> load() {
                return Optional.empty();
            }

            @Override
            public void replaceAll(Collection<T> values) {}

            @Override
            public void put(T value) {}

            @Override
            public void remove(String name) {}
        };
    }
}
