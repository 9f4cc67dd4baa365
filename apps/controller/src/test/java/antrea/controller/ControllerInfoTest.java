package antrea.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.networkpolicy.central.PublishedPolicies;
import antrea.runtime.json.Json;
import antrea.serve.cluster.ApiFault;
import antrea.serve.cluster.ApiObjects;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ControllerInfoTest {
    private static final String PATH = "/apis/crd.antrea.io/v1beta1/antreacontrollerinfos/antrea-controller";

    private final Cluster cluster = new Cluster();
    private final ControllerInfo info = new ControllerInfo(
            Product.of(Map.of("POD_NAME", "antrea-controller-1", "NODE_NAME", "n1")),
            10349,
            new PublishedPolicies(),
            InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.6Z")));

    /// Keeps objects by path.
    private static final class Cluster implements ApiObjects {
        private final Map<String, Json.Obj> objects = new TreeMap<>();
        private boolean down;

        @Override
        public Optional<Json.Obj> get(String path) {
            if (down) {
                throw new ApiFault(0, "down");
            }
            return Optional.ofNullable(objects.get(path));
        }

        @Override
        public List<Json.Obj> list(String collectionPath, String labelSelector) {
            return List.of();
        }

        @Override
        public Json.Obj create(String collectionPath, Json.Obj object) {
            objects.put(collectionPath + "/" + object.object("metadata").text("name"), object);
            return object;
        }

        @Override
        public UpdateOutcome update(String path, Json.Obj object) {
            objects.put(path, object);
            return UpdateOutcome.UPDATED;
        }
    }

    @Test
    void resourceIsCreatedThenKeptUpToDate() {
        info.publish(cluster);
        Json.Obj first = cluster.get(PATH).orElseThrow();
        assertEquals("AntreaControllerInfo", first.text("kind"));
        assertEquals("kube-system", first.object("serviceRef").text("namespace"));
        assertEquals(10349, first.number("apiPort"));
        assertEquals(0, first.object("networkPolicyControllerInfo").number("networkPolicyNum"));
        Json.Obj condition = first.list("controllerConditions").getFirst().asObject("");
        assertEquals("2026-01-02T03:04:05Z", condition.text("lastHeartbeatTime"));
        Json.Obj foreign = first.with("metadata", first.object("metadata").with("resourceVersion", "7"));
        cluster.update(PATH, foreign);
        info.publish(cluster);
        assertEquals("7", cluster.get(PATH).orElseThrow().object("metadata").text("resourceVersion"));
    }

    @Test
    void whatNobodyNamesIsNotReferredTo() {
        new ControllerInfo(
                        new Product("kube-system", "", ""),
                        10349,
                        new PublishedPolicies(),
                        InstantSource.fixed(Instant.EPOCH))
                .publish(cluster);
        Json.Obj info = cluster.get(PATH).orElseThrow();
        assertEquals(Json.Obj.EMPTY, info.object("podRef"));
        assertEquals(Json.Obj.EMPTY, info.object("nodeRef"));
    }

    @Test
    void clusterThatIsDownIsSurvived() {
        cluster.down = true;
        info.publish(cluster);
        assertTrue(cluster.objects.isEmpty());
    }
}
