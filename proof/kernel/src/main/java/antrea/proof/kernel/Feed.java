package antrea.proof.kernel;

import antrea.feature.KubeSources;
import antrea.graph.CalculationLoop;
import antrea.graph.SourceId;
import antrea.graph.SourceInlet;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.Resources;
import antrea.kube.resource.TokenReader;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.node.PolicySources;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Fills the sources of the features from lines `{"put":"services","object":{…}}`,
/// `{"delete":"services","namespace":"…","name":"…"}` and `{"synced":true}`, which says that everything was told.
final class Feed {
    private interface Sink {
        void put(Json.Obj object);

        void remove(ObjectKey key);
    }

    private final Map<String, Sink> sinks = new HashMap<>();
    private final List<Runnable> syncs = new ArrayList<>();

    Feed(CalculationLoop loop) {
        kube(loop, Resources.NODES, KubeSources.NODES);
        kube(loop, Resources.PODS, KubeSources.PODS);
        kube(loop, Resources.SERVICES, KubeSources.SERVICES);
        kube(loop, Resources.ENDPOINT_SLICES, KubeSources.ENDPOINT_SLICES);
        internal(loop, "policies", PolicySources.POLICIES, ControlPlane.NETWORK_POLICY::fromJson);
        internal(loop, "addressgroups", PolicySources.ADDRESS_GROUPS, ControlPlane.ADDRESS_GROUP::fromJson);
        internal(loop, "appliedtogroups", PolicySources.APPLIED_TO_GROUPS, ControlPlane.APPLIED_TO_GROUP::fromJson);
    }

    private <T extends KubeObject> void kube(
            CalculationLoop loop, ResourceType<T> type, SourceId<ObjectKey, T> source) {
        SourceInlet<ObjectKey, T> inlet = loop.inlet(source);
        syncs.add(inlet::markSynced);
        sinks.put(type.plural(), new Sink() {
            @Override
            public void put(Json.Obj object) {
                T read = type.reader()
                        .read(TokenReader.over(JsonText.write(object).getBytes(StandardCharsets.UTF_8)));
                inlet.put(read.key(), read);
            }

            @Override
            public void remove(ObjectKey key) {
                inlet.remove(key);
            }
        });
    }

    private <T> void internal(
            CalculationLoop loop, String name, SourceId<String, T> source, Function<Json.Obj, T> reader) {
        SourceInlet<String, T> inlet = loop.inlet(source);
        syncs.add(inlet::markSynced);
        sinks.put(name, new Sink() {
            @Override
            public void put(Json.Obj object) {
                inlet.put(object.object("metadata").text("name", ""), reader.apply(object));
            }

            @Override
            public void remove(ObjectKey key) {
                inlet.remove(key.name());
            }
        });
    }

    void observe(String line) {
        Json.Obj change = JsonText.read(line).asObject("line");
        if (change.bool("synced", false)) {
            syncs.forEach(Runnable::run);
        } else if (change.get("put").isPresent()) {
            sink(change.text("put", "")).put(change.object("object"));
        } else {
            sink(change.text("delete", ""))
                    .remove(new ObjectKey(change.text("namespace", ""), change.text("name", "")));
        }
    }

    private Sink sink(String name) {
        Sink sink = sinks.get(name);
        if (sink == null) {
            throw new IllegalArgumentException("no source \"" + name + "\"; there are " + sinks.keySet());
        }
        return sink;
    }
}
