package antrea.feature;

import antrea.graph.SourceInlet;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.watch.ObjectSink;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Fills a source of the calculation from a list and watch; the source is in sync after the first list.
public record KubeFeed<T extends KubeObject>(SourceInlet<ObjectKey, T> inlet) implements ObjectSink<T> {
    @Override
    public void onReplace(Collection<T> all) {
        Map<ObjectKey, T> entries = HashMap.newHashMap(all.size());
        all.forEach(object -> entries.put(object.key(), object));
        inlet.replaceAll(entries);
        inlet.markSynced();
    }

    @Override
    public void onUpsert(T object) {
        inlet.put(object.key(), object);
    }

    @Override
    public void onDelete(ObjectKey key) {
        inlet.remove(key);
    }
}
