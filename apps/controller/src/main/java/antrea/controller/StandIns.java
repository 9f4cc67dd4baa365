package antrea.controller;

import antrea.runtime.json.Json;
import antrea.serve.codec.BodyReader;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ObjectMeta;
import antrea.serve.codec.ProtobufCodec;
import antrea.serve.codec.ProtobufReader;
import antrea.serve.codec.ProtobufWriter;
import antrea.serve.codec.WireObject;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import antrea.serve.resource.Resource;
import antrea.serve.resource.Subresource;
import antrea.serve.watch.Projection;
import antrea.serve.watch.WatchSelector;
import antrea.serve.watch.WatchStore;
import java.util.List;
import java.util.Optional;

/// Resources that the manifest and agents of the original count on and whose feature is not there yet: always
/// empty, and reports to them are dropped. Without them an aggregated group would be unavailable, which keeps
/// Namespaces from being deleted, and such agents would reconnect for ever. Whoever brings the feature takes its
/// lines out here.
final class StandIns {
    private static final String STATS = "stats.antrea.io";

    private StandIns() {}

    static List<Resource> all() {
        return List.of(
                watched("egressgroups", "EgressGroup").build(),
                watched("supportbundlecollections", "SupportBundleCollection")
                        .subresource(Subresource.created(
                                "status",
                                controlPlane("SupportBundleCollectionStatus").kind,
                                controlPlane("SupportBundleCollectionStatus"),
                                (_, _) -> WireObject.of(Status.Codec.INSTANCE, Status.created())))
                        .build(),
                statsSummaries(),
                stats("networkpolicystats", "NetworkPolicyStats").namespaced().build(),
                stats("antreanetworkpolicystats", "AntreaNetworkPolicyStats")
                        .namespaced()
                        .build(),
                stats("antreaclusternetworkpolicystats", "AntreaClusterNetworkPolicyStats")
                        .build(),
                stats("multicastgroups", "MulticastGroup").build());
    }

    private static Bare controlPlane(String kind) {
        return new Bare(new ObjectKind("controlplane.antrea.io", "v1beta2", kind));
    }

    private static Resource.Builder watched(String name, String kind) {
        Bare codec = controlPlane(kind);
        return Resource.of(name, codec).store(new WatchStore<>(new Nothing(codec)));
    }

    private static Resource statsSummaries() {
        Bare codec = controlPlane("NodeStatsSummary");
        return Resource.of("nodestatssummaries", codec)
                .create(codec, (_, _) -> WireObject.of(codec, ObjectMeta.EMPTY))
                .build();
    }

    private static Resource.Builder stats(String name, String kind) {
        return Resource.of(name, new Bare(new ObjectKind(STATS, "v1alpha1", kind)))
                .get(_ -> {
                    throw new StatusException(Status.badRequest("feature NetworkPolicyStats disabled"));
                })
                .list(_ -> List.of());
    }

    /// A message of which only the metadata is known.
    private record Bare(ObjectKind kind) implements ProtobufCodec<ObjectMeta>, BodyReader<ObjectMeta> {
        @Override
        public Json.Obj toJson(ObjectMeta value) {
            return Json.Obj.EMPTY.with("metadata", value.toJson());
        }

        @Override
        public void writeProtobuf(ObjectMeta value, ProtobufWriter out) {
            value.write(out, 1);
        }

        @Override
        public ObjectMeta fromJson(Json.Obj body) {
            return ObjectMeta.read(body.object("metadata"));
        }

        @Override
        public ObjectMeta fromProtobuf(ProtobufReader body) {
            ObjectMeta out = ObjectMeta.EMPTY;
            while (body.next()) {
                if (body.field() == 1) {
                    out = ObjectMeta.read(body.message());
                }
            }
            return out;
        }
    }

    /// How objects look that never are; only the bookmark is ever sent.
    private record Nothing(Bare codec) implements Projection<ObjectMeta> {
        @Override
        public boolean dependsOnSelector() {
            return false;
        }

        @Override
        public WireObject added(ObjectMeta value, WatchSelector selector) {
            return WireObject.of(codec, value);
        }

        @Override
        public Optional<WireObject> modified(ObjectMeta before, ObjectMeta after, WatchSelector selector) {
            return Optional.empty();
        }

        @Override
        public WireObject deleted(ObjectMeta last, WatchSelector selector) {
            return WireObject.of(codec, last);
        }

        @Override
        public WireObject bookmark() {
            return WireObject.of(codec, ObjectMeta.EMPTY);
        }
    }
}
