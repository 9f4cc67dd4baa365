package antrea.kube.object;

import java.util.Comparator;

/// Namespace and name of an object. The namespace of a cluster-wide object is the empty string.
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    /// The key of a cluster-wide object.
    public static ObjectKey of(String name) {
        return new ObjectKey("", name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /// `namespace/name`, or `name` alone for a cluster-wide object.
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
