package antrea.graph;

import java.util.Map;

/// The thread-safe side of a [Source]: any thread may call it, the values arrive on the calculation thread with
/// its next batch. Calls for the same key that come before that batch coalesce to the last one.
public interface SourceInlet<K, V> {
    void put(K key, V value);

    void remove(K key);

    /// From now on the source holds exactly these entries. An equal value causes no event. The map is not copied,
    /// since a large cluster's is large: do not change it afterwards.
    void replaceAll(Map<K, V> entries);

    /// The first full list has been delivered. Later calls do nothing.
    void markSynced();
}
