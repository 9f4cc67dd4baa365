import antrea.controller.ControllerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The real controller at real work: a cluster that changes, an agent that watches. What the JVM loads, links and makes meanwhile goes
/// into the AOT cache. A build tool.
public final class Rehearsal implements Runnable {
    private static final Path CONFIG = Path.of("/tmp/antrea-controller.conf");
    private static final int API_PORT = 10349;
    private static final String CONTROL_PLANE = "/apis/controlplane.antrea.io/v1beta2/";
    private static final String OF_THE_NODE = "?watch=true&fieldSelector=nodeName%3Dstage";
    private static final List<String> KINDS = List.of("networkpolicies", "addressgroups", "appliedtogroups");
    private static final List<String> FORMATS = List.of("application/vnd.kubernetes.protobuf", "application/json");
    private static final List<String> PATHS = List.of("/livez", "/readyz", "/metrics", "/apis", "/openapi/v3", CONTROL_PLANE + "networkpolicies");

    private final Stage stage = new Stage();
    private final StageClient client = new StageClient(API_PORT);

    @Override
    public void run() {
        Stage.end(this::act);
    }

    private void act() throws IOException, InterruptedException {
        int port = stage.open(stage.cluster);
        fill();
        Files.writeString(CONFIG, "kubeAPIServerOverride: https://127.0.0.1:%d\n".formatted(port));
        Thread.ofPlatform().daemon().name("controller").start(() -> ControllerMain.main(new String[] {"--config=" + CONFIG}));
        client.awaitReady();
        for (String kind : KINDS) {
            for (String format : FORMATS) {
                client.watch(CONTROL_PLANE + kind + OF_THE_NODE, format);
            }
        }
        stage.cluster.put(StageObjects.POLICIES, StageObjects.policy("closed", """
                {"podSelector":{"matchLabels":{"app":"late"}},"policyTypes":["Ingress"]}"""));
        stage.cluster.put(StageObjects.PODS, StageObjects.pod("far", "other", "10.10.2.7"));
        StageClient.await("a policy", () -> client.ask(CONTROL_PLANE + "networkpolicies").body().contains("closed"));
        for (String path : PATHS) {
            client.ask(path);
        }
    }

    private void fill() {
        StageCluster cluster = stage.cluster;
        cluster.put(StageObjects.NODES, StageObjects.node("stage", 1));
        cluster.put(StageObjects.NODES, StageObjects.node("other", 2));
        cluster.put(StageObjects.NAMESPACES, StageObjects.NAMESPACE);
        cluster.put(StageObjects.PODS, StageObjects.pod("web", "stage", "10.10.1.2"));
        cluster.put(StageObjects.PODS, StageObjects.pod("late", "stage", "10.10.1.3"));
        cluster.put(StageObjects.PODS, StageObjects.pod("far", "other", "10.10.2.5"));
        cluster.put(StageObjects.POLICIES, StageObjects.policy("in", StageObjects.INGRESS));
        cluster.put(StageObjects.POLICIES, StageObjects.policy("out", StageObjects.EGRESS));
        cluster.put(StageObjects.CONFIG_MAPS, StageObjects.trust(stage.pemInJson()));
    }
}
