package antrea.serve.publish;

import antrea.runtime.json.Json;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.cluster.ApiObjects.UpdateOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Writes the CA of the serving certificate wherever a client of ours looks for it. Objects that carry it already
/// are left alone, so a pass without change costs five reads.
public record CaPublisher(ApiObjects cluster, CaTargets targets) {
    private static final System.Logger LOG = System.getLogger(CaPublisher.class.getName());

    /// One pass, in the order ConfigMap, APIServices, webhooks, CRDs; gives the number of objects written. Throws
    /// [ApiFault] at the first fault or conflict: do it again.
    public int apply(String caPem) {
        int written = applyConfigMap(caPem);
        String bundle = Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8));
        for (CaBundleField field : CaBundleField.values()) {
            for (Json.Obj object : cluster.list(field.collection(), targets.labelSelector())) {
                written += applyTo(field, object, bundle);
            }
        }
        return written;
    }

    private int applyTo(CaBundleField field, Json.Obj object, String bundle) {
        Json.Obj desired = field.with(object, bundle);
        if (desired.equals(object)) {
            return 0;
        }
        update(field.collection() + "/" + object.object("metadata").text("name"), desired);
        return 1;
    }

    private int applyConfigMap(String caPem) {
        String collection = "/api/v1/namespaces/" + targets.namespace() + "/configmaps";
        String path = collection + "/" + targets.configMap();
        Optional<Json.Obj> actual = cluster.get(path);
        if (actual.isEmpty()) {
            cluster.create(collection, newConfigMap(caPem));
            return 1;
        }
        Json.Obj object = actual.get();
        Json.Obj desired = object.with("data", object.object("data").with("ca.crt", caPem));
        if (desired.equals(object)) {
            return 0;
        }
        update(path, desired);
        return 1;
    }

    private Json.Obj newConfigMap(String caPem) {
        Map<String, Json> labels = new LinkedHashMap<>();
        targets.configMapLabels().forEach((k, v) -> labels.put(k, Json.of(v)));
        return Json.Obj.EMPTY
                .with("apiVersion", "v1")
                .with("kind", "ConfigMap")
                .with(
                        "metadata",
                        Json.Obj.EMPTY
                                .with("name", targets.configMap())
                                .with("namespace", targets.namespace())
                                .with("labels", Json.of(labels)))
                .with("data", Json.Obj.EMPTY.with("ca.crt", caPem));
    }

    private void update(String path, Json.Obj desired) {
        UpdateOutcome outcome = cluster.update(path, desired);
        switch (outcome) {
            case UPDATED -> LOG.log(System.Logger.Level.INFO, "published the CA object={0}", path);
            case CONFLICT -> throw new ApiFault(409, path + " was changed by somebody else meanwhile");
            case NOT_FOUND -> LOG.log(System.Logger.Level.INFO, "object is gone object={0}", path);
        }
    }
}
