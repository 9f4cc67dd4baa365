package antrea.controller;

import antrea.graph.SourceInlet;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.watch.ObjectSink;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// From a list and watch into a source of the calculation.
record InletSink<T extends KubeObject>(SourceInlet<ObjectKey, T> inlet) implements ObjectSink<T> {
    @Override
    public void onReplace(Collection<T> all) {
        Map<ObjectKey, T> entries = HashMap.newHashMap(all.size());
        for (T object : all) {
            entries.put(object.key(), object);
        }
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
