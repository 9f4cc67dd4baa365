package antrea.controller;

import antrea.networkpolicy.central.PublishedPolicies;
import antrea.runtime.json.Json;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ResourceCodec;
import antrea.serve.codec.WireObject;
import antrea.serve.resource.Resource;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The controller about itself: AntreaControllerInfo, served live under `system.antrea.io` and written once a
/// minute as the custom resource of that name.
record ControllerInfo(Product product, int apiPort, PublishedPolicies published, InstantSource clock)
        implements ResourceCodec<Json.Obj> {
    private static final System.Logger LOG = System.getLogger(ControllerInfo.class.getName());
    private static final String NAME = "antrea-controller";
    private static final String COLLECTION = "/apis/crd.antrea.io/v1beta1/antreacontrollerinfos";

    @Override
    public ObjectKind kind() {
        return new ObjectKind("crd.antrea.io", "v1beta1", "AntreaControllerInfo");
    }

    @Override
    public Json.Obj toJson(Json.Obj value) {
        return value;
    }

    Resource resource() {
        ResourceCodec<Json.Obj> served = new Served(this);
        return Resource.of("controllerinfos", served)
                .errorName("controllerinfos")
                .get(request ->
                        request.name().equals(NAME) ? Optional.of(WireObject.of(this, whole())) : Optional.empty())
                .list(_ -> List.of(WireObject.of(this, whole())))
                .build();
    }

    /// The same kind, but found in the group of this server.
    private record Served(ControllerInfo info) implements ResourceCodec<Json.Obj> {
        @Override
        public ObjectKind kind() {
            return new ObjectKind("system.antrea.io", "v1beta1", "AntreaControllerInfo");
        }

        @Override
        public Json.Obj toJson(Json.Obj value) {
            return value;
        }
    }

    private Json.Obj whole() {
        return content(Json.Obj.EMPTY.with(
                "metadata", Json.Obj.EMPTY.with("name", NAME).with("creationTimestamp", Json.Null.INSTANCE)));
    }

    private Json.Obj content(Json.Obj object) {
        return counters(object)
                .with("version", Product.VERSION)
                .with("podRef", reference("Pod", product.podName(), product.namespace()))
                .with("nodeRef", reference("Node", product.nodeName(), ""))
                .with("serviceRef", reference("Service", "antrea", product.namespace()))
                .with("apiPort", apiPort);
    }

    /// Empty for what nobody has told the name of.
    private static Json.Obj reference(String kind, String name, String namespace) {
        if (name.isEmpty()) {
            return Json.Obj.EMPTY;
        }
        Json.Obj out = Json.Obj.EMPTY.with("kind", kind).with("name", name);
        return namespace.isEmpty() ? out : out.with("namespace", namespace);
    }

    private Json.Obj counters(Json.Obj object) {
        Json.Obj condition = Json.Obj.EMPTY
                .with("type", "ControllerHealthy")
                .with("status", "True")
                .with("lastHeartbeatTime", now());
        return object.with(
                        "networkPolicyControllerInfo",
                        Json.Obj.EMPTY
                                .with("networkPolicyNum", published.policies().size())
                                .with(
                                        "addressGroupNum",
                                        published.addressGroups().size())
                                .with(
                                        "appliedToGroupNum",
                                        published.appliedToGroups().size()))
                .with("connectedAgentNum", published.connectedAgentCount())
                .with("controllerConditions", Json.of(List.of(condition)));
    }

    private String now() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return now.toString();
    }

    /// Writes the custom resource; a fault is logged and the next call tries again.
    void publish(ApiObjects cluster) {
        try {
            Optional<Json.Obj> actual = cluster.get(COLLECTION + "/" + NAME);
            if (actual.isPresent()) {
                cluster.update(COLLECTION + "/" + NAME, content(actual.get()));
                return;
            }
            Json.Obj metadata = Json.Obj.EMPTY.with("name", NAME);
            cluster.create(
                    COLLECTION,
                    content(Json.Obj.EMPTY
                            .with("apiVersion", kind().apiVersion())
                            .with("kind", kind().kind())
                            .with("metadata", metadata)));
        } catch (ApiFault e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot write AntreaControllerInfo, error=\"{0}\"", e.getMessage());
        }
    }
}
