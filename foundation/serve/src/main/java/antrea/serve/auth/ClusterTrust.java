package antrea.serve.auth;

import antrea.kube.client.ApiTransport;
import antrea.kube.client.Selection;
import antrea.kube.object.ConfigMap;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.Resources;
import antrea.kube.watch.ObjectSink;
import antrea.kube.watch.WatchSource;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Whom the cluster trusts to name users: the content of ConfigMap
/// `kube-system/extension-apiserver-authentication`, kept up to date by [#observe] (a watch) or [#refresh] (asking
/// again).
public final class ClusterTrust implements ObjectSink<ConfigMap> {
    public static final String NAMESPACE = "kube-system";
    public static final String CONFIG_MAP = "extension-apiserver-authentication";
    private static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps/" + CONFIG_MAP;
    private static final System.Logger LOG = System.getLogger(ClusterTrust.class.getName());

    private final InstantSource clock;
    private final Optional<String> ownClientCa;
    private final AtomicReference<Trust> current;

    /// One state of that ConfigMap.
    record Trust(
            ClientCertificates clientCa,
            ClientCertificates proxyCa,
            List<String> proxyNames,
            List<String> userHeaders,
            List<String> groupHeaders,
            List<String> extraPrefixes) {}

    private ClusterTrust(Json.Obj configMap, Optional<String> ownClientCa, InstantSource clock) {
        this.clock = clock;
        this.ownClientCa = ownClientCa;
        this.current = new AtomicReference<>(read(configMap));
    }

    /// Reads the ConfigMap for the first time. `ownClientCa`: CA certificates in PEM that stand in for the
    /// cluster's client CA. Throws [ApiFault] when the ConfigMap is missing, [IllegalArgumentException] when it
    /// makes no sense: a server that cannot tell who asks must not start.
    public static ClusterTrust load(ApiObjects cluster, Optional<String> ownClientCa, InstantSource clock) {
        Json.Obj configMap = cluster.get(PATH)
                .orElseThrow(() -> new ApiFault(
                        404,
                        "ConfigMap " + NAMESPACE + "/" + CONFIG_MAP
                                + " is missing: the API server must run with --requestheader-client-ca-file"));
        return new ClusterTrust(configMap, ownClientCa, clock);
    }

    /// Takes over a new state; one that makes no sense is logged and the old state stays.
    public void observe(Json.Obj configMap) {
        try {
            current.set(read(configMap));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot read ConfigMap name={0} cause={1}", CONFIG_MAP, e.getMessage());
        }
    }

    /// What to watch so that this sink stays up to date.
    public static WatchSource<ConfigMap> source(ApiTransport cluster) {
        return WatchSource.of(
                cluster,
                Resources.CONFIG_MAPS,
                Selection.ofNamespace(NAMESPACE).withFieldSelector("metadata.name=" + CONFIG_MAP));
    }

    @Override
    public void onReplace(Collection<ConfigMap> all) {
        all.forEach(this::onUpsert);
    }

    @Override
    public void onUpsert(ConfigMap object) {
        if (object.meta().key().name().equals(CONFIG_MAP)) {
            Json.Obj content = Json.Obj.EMPTY;
            for (var member : object.data().entrySet()) {
                content = content.with(member.getKey(), member.getValue());
            }
            observe(Json.Obj.EMPTY.with("data", content));
        }
    }

    /// Whom the cluster trusted last stays trusted.
    @Override
    public void onDelete(ObjectKey key) {
        LOG.log(System.Logger.Level.WARNING, "ConfigMap is gone, its last content stays in force name={0}", key);
    }

    /// Reads the ConfigMap again; on a fault the old state stays.
    public void refresh(ApiObjects cluster) {
        try {
            cluster.get(PATH).ifPresent(this::observe);
        } catch (ApiFault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot read ConfigMap name={0} cause={1}",
                    CONFIG_MAP,
                    e.getMessage());
        }
    }

    Trust trust() {
        return current.get();
    }

    private Trust read(Json.Obj configMap) {
        Json.Obj content = configMap.object("data");
        return new Trust(
                ClientCertificates.of(ownClientCa.orElse(content.text("client-ca-file", "")), clock),
                ClientCertificates.of(content.text("requestheader-client-ca-file", ""), clock),
                texts(content, "requestheader-allowed-names"),
                texts(content, "requestheader-username-headers"),
                texts(content, "requestheader-group-headers"),
                texts(content, "requestheader-extra-headers-prefix"));
    }

    /// The values are JSON arrays inside of a string.
    private static List<String> texts(Json.Obj content, String name) {
        String text = content.text(name, "");
        List<String> out = new ArrayList<>();
        if (!text.isBlank()) {
            JsonText.read(text).asList(name).forEach(v -> out.add(v.asText(name)));
        }
        return List.copyOf(out);
    }
}
