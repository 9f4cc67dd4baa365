package antrea.kube.watch;

import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.testing.Await;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what a sink is told: `=a@1,b@1` for a whole state, `+a@2` for an object, `-a` for a deletion.
final class Recorder<T extends KubeObject> implements ObjectSink<T> {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void onReplace(Collection<T> all) {
        told.add(
                "=" + String.join(",", all.stream().map(Recorder::text).sorted().toList()));
    }

    @Override
    public void onUpsert(T object) {
        told.add("+" + text(object));
    }

    @Override
    public void onDelete(ObjectKey key) {
        told.add("-" + key.name());
    }

    private static String text(KubeObject object) {
        return object.key().name() + "@" + object.meta().resourceVersion();
    }

    List<String> told() {
        return List.copyOf(told);
    }

    void await(String... expected) {
        List<String> wanted = List.of(expected);
        Await.until("sink is told " + wanted, () -> told.equals(wanted), told);
    }
}
