package antrea.kube.watch;

import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which version of which object the sink has: what a new list changes can be told without keeping the objects.
/// Keys and versions are the strings of the objects themselves, so an entry costs one hash node.
final class KnownVersions {
    private Map<ObjectKey, String> versions = new HashMap<>();

    /// True when the sink does not have this version yet; from now on it has.
    boolean learn(KubeObject object) {
        String version = object.meta().resourceVersion();
        String before = versions.put(object.key(), version);
        return before == null || version.isEmpty() || !before.equals(version);
    }

    /// True when the object was known.
    boolean forget(ObjectKey key) {
        return versions.remove(key) != null;
    }

    /// The known objects that are not among `all`.
    Set<ObjectKey> missingIn(Collection<? extends KubeObject> all) {
        Set<ObjectKey> out = new HashSet<>(versions.keySet());
        for (KubeObject object : all) {
            out.remove(object.key());
        }
        return out;
    }

    void clear() {
        versions = new HashMap<>();
    }
}
