package antrea.kube.object;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An immutable map of strings in one array, ordered by key: labels of 100,000 Pods are many small maps, and a
/// hash table for each would cost three times the memory.
public final class FlatMap extends AbstractMap<String, String> {
    public static final FlatMap EMPTY = new FlatMap(new String[0]);

    private final String[] keysAndValues;

    private FlatMap(String[] keysAndValues) {
        this.keysAndValues = keysAndValues;
    }

    /// A copy ordered by key; the same object when it is a FlatMap already.
    public static FlatMap copyOf(Map<String, String> other) {
        if (other instanceof FlatMap same) {
            return same;
        }
        if (other.isEmpty()) {
            return EMPTY;
        }
        String[] out = new String[other.size() * 2];
        int at = 0;
        for (Entry<String, String> entry : new TreeMap<>(other).entrySet()) {
            out[at++] = entry.getKey();
            out[at++] = entry.getValue();
        }
        return new FlatMap(out);
    }

    @Override
    public int size() {
        return keysAndValues.length / 2;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String text && indexOf(text) >= 0;
    }

    @Override
    public @Nullable String get(@Nullable Object key) {
        int at = key instanceof String text ? indexOf(text) : -1;
        return at < 0 ? null : keysAndValues[at + 1];
    }

    private int indexOf(String key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = keysAndValues[2 * middle].compareTo(key);
            if (order == 0) {
                return 2 * middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, String>> iterator() {
                return new Entries(keysAndValues);
            }

            @Override
            public int size() {
                return FlatMap.this.size();
            }
        };
    }

    private static final class Entries implements Iterator<Entry<String, String>> {
        private final String[] keysAndValues;
        private int at;

        Entries(String[] keysAndValues) {
            this.keysAndValues = keysAndValues;
        }

        @Override
        public boolean hasNext() {
            return at < keysAndValues.length;
        }

        @Override
        public Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at += 2;
            return Map.entry(keysAndValues[at - 2], keysAndValues[at - 1]);
        }
    }
}
