package antrea.agent;

import antrea.graph.SourceInlet;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.watch.ObjectSink;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Fills a source from a watch.
record KubeFeed<T extends KubeObject>(SourceInlet<ObjectKey, T> inlet) implements ObjectSink<T> {
    @Override
    public void onReplace(Collection<T> all) {
        Map<ObjectKey, T> out = new HashMap<>();
        all.forEach(o -> out.put(o.key(), o));
        inlet.replaceAll(out);
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
