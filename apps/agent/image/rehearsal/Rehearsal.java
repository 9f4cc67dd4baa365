import antrea.agent.AgentMain;
import antrea.kube.access.ApiAccess;
import antrea.kube.access.TextSource;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.KubeClient;
import antrea.kube.client.Pause;
import antrea.serve.cluster.KubeApiObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The real agent at real work, on the stage that stage.sh has set: an Open vSwitch of its own and a network namespace that nobody else
/// sees. A first agent attaches a Pod and is killed; the second one, this process, takes up what is there, as after every restart, and
/// attaches and detaches another. What the JVM loads, links and makes meanwhile goes into the AOT cache. A build tool.
public final class Rehearsal implements Runnable {
    private static final Path CONFIG = Path.of("/tmp/antrea-agent.conf");
    private static final int API_PORT = 10350;
    private static final List<String> PATHS = List.of(
            "/livez", "/readyz", "/metrics", "/agentinfo", "/podinterfaces", "/networkpolicies", "/addressgroups", "/appliedtogroups");

    private final Stage stage = new Stage();
    private final StageController controller = new StageController();
    private final StageRuntime runtime = new StageRuntime();
    private final StageClient client = new StageClient(API_PORT);

    @Override
    public void run() {
        Stage.end(this::act);
    }

    private void act() throws IOException, InterruptedException {
        fillController();
        ApiAccess nowhere = ApiAccess.of(ApiAccess.https("127.0.0.1", 1)).withCa(TextSource.inline(stage.pem()));
        int port = stage.open(controller.start(
                stage.token, new KubeApiObjects(new KubeClient(new ApiTransport(nowhere), Pause.ofThread()))));
        fillCluster(port);
        Files.writeString(CONFIG, """
                kubeAPIServerOverride: https://127.0.0.1:%d
                ovsDatapathType: netdev
                hostProcPathPrefix: ""
                disableTXChecksumOffload: true
                antreaProxy:
                  proxyAll: true
                """.formatted(port));
        Process first = new ProcessBuilder(
                        "/usr/lib/antrea/java/bin/java", "@/usr/lib/antrea/agent/jvm.options", "antrea.agent.AgentMain", "--config=" + CONFIG)
                .inheritIO()
                .start();
        client.awaitReady();
        runtime.cni("ADD", "web");
        first.destroyForcibly().waitFor();
        Thread.ofPlatform().daemon().name("agent").start(() -> AgentMain.main(new String[] {"--config=" + CONFIG}));
        client.awaitReady();
        runtime.cni("ADD", "late");
        runtime.cni("CHECK", "late");
        change();
        for (String path : PATHS) {
            client.ask(path);
        }
        runtime.cni("DEL", "late");
        runtime.cni("DEL", "web");
    }

    /// What happens to a cluster while an agent runs.
    private void change() throws IOException, InterruptedException {
        stage.cluster.put(StageObjects.SLICES, StageObjects.slice("default", "web", "stage", 8080, "10.10.1.2"));
        controller.policy(StageObjects.policy("closed", """
                {"podSelector":{"matchLabels":{"app":"late"}},"policyTypes":["Ingress"]}"""));
        controller.pod(StageObjects.pod("far", "other", "10.10.2.7"));
        StageClient.await("a policy", () -> client.ask("/networkpolicies").body().contains("\"closed\""));
        StageClient.await("a flow", () -> flows().contains("10.10.2.7"));
    }

    private static String flows() throws IOException, InterruptedException {
        return StageRuntime.run(Map.of(), "", "ovs-ofctl", "-O", "OpenFlow15", "dump-flows", "br-int");
    }

    private void fillCluster(int port) {
        StageCluster cluster = stage.cluster;
        cluster.put(StageObjects.NODES, StageObjects.node("stage", 1));
        cluster.put(StageObjects.NODES, StageObjects.node("other", 2));
        cluster.put(StageObjects.PODS, StageObjects.pod("web", "stage", ""));
        cluster.put(StageObjects.PODS, StageObjects.pod("late", "stage", ""));
        cluster.put(StageObjects.SERVICES, StageObjects.service("default", "kubernetes", "10.96.0.1", "fd00:10:96::1", ""));
        cluster.put(StageObjects.SERVICES, StageObjects.service("kube-system", "antrea", "10.96.0.2", "fd00:10:96::2", ""));
        cluster.put(StageObjects.SERVICES, StageObjects.service("default", "web", "10.96.0.3", "fd00:10:96::3", """
                "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":100}},"""));
        cluster.put(StageObjects.SERVICES, StageObjects.service("default", "none", "10.96.0.4", "fd00:10:96::4", """
                "internalTrafficPolicy":"Local","""));
        cluster.put(StageObjects.SLICES, StageObjects.slice("default", "kubernetes", "other", 6443, "192.0.2.2"));
        cluster.put(StageObjects.SLICES, StageObjects.slice("kube-system", "antrea", "stage", port, "192.0.2.1"));
        cluster.put(StageObjects.SLICES, StageObjects.slice("default", "web", "other", 8080, "10.10.2.5", "10.10.2.6"));
        cluster.put(StageObjects.SLICES, StageObjects.slice("default", "web", "other", 8080, "fd00:10:10:2::5"));
        cluster.put(StageObjects.CONFIG_MAPS, StageObjects.configMap("antrea-ca", "\"ca.crt\":\"" + stage.pemInJson() + "\""));
        cluster.put(StageObjects.CONFIG_MAPS, StageObjects.trust(stage.pemInJson()));
        cluster.put(StageObjects.AGENT_INFOS, "{\"metadata\":{\"name\":\"stage\"}}");
    }

    private void fillController() {
        controller.namespace(StageObjects.NAMESPACE);
        controller.pod(StageObjects.pod("web", "stage", "10.10.1.2"));
        controller.pod(StageObjects.pod("late", "stage", "10.10.1.3"));
        controller.pod(StageObjects.pod("far", "other", "10.10.2.5"));
        controller.policy(StageObjects.policy("in", StageObjects.INGRESS));
        controller.policy(StageObjects.policy("out", StageObjects.EGRESS));
    }
}
