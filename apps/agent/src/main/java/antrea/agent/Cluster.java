package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.kube.access.ApiAccess;
import antrea.kube.client.ApiException;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.KubeClient;
import antrea.kube.client.Pause;
import antrea.kube.object.Node;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.Resources;
import antrea.kube.watch.Backoff;
import antrea.kube.watch.ListWatch;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The cluster as this agent reaches it.
record Cluster(
        ApiTransport transport, KubeClient client, ControllerAccess controller, String nodeName, String namespace) {
    private static final Logger LOG = System.getLogger(Cluster.class.getName());
    private static final Duration STEP = Duration.ofMillis(500);
    private static final int STEPS = 60;

    static Cluster connect(AgentConfig config, Map<String, String> environment) {
        ApiAccess access = config.connections()
                .kube()
                .access(environment, config.connections().kubeApiServerOverride());
        ApiTransport transport = new ApiTransport(access);
        String namespace = environment.getOrDefault("POD_NAMESPACE", "kube-system");
        String node = Optional.ofNullable(environment.get("NODE_NAME"))
                .orElseThrow(() -> new IllegalStateException(
                        "the variable NODE_NAME is not set; the DaemonSet sets it from spec.nodeName"));
        return new Cluster(
                transport,
                new KubeClient(transport, Pause.ofThread()),
                new ControllerAccess(namespace, access.token()),
                node,
                namespace);
    }

    ListWatch.Timing timing(Backoff backoff) {
        return ListWatch.Timing.of(backoff, RandomGenerator.getDefault());
    }

    SecureRandom random() {
        return new SecureRandom();
    }

    /// This Node's own object, as soon as it has a Pod CIDR. Throws [IllegalStateException] when it does not get
    /// one.
    Node awaitOwnNode() {
        Pause pause = Pause.ofThread();
        String why = "";
        for (int i = 0; i < STEPS; i++) {
            try {
                Optional<Node> node = client.get(Resources.NODES, ObjectKey.of(nodeName));
                if (node.isPresent() && !node.get().podCidrs().isEmpty()) {
                    return node.get();
                }
                why = node.isPresent() ? "it has no Pod CIDR (spec.podCIDRs)" : "there is no such Node";
            } catch (ApiException e) {
                why = String.valueOf(e.getMessage());
            }
            if (i == 0) {
                LOG.log(Logger.Level.INFO, "waiting for Node {0}: {1}", nodeName, why);
            }
            if (!pause.sleep(STEP)) {
                break;
            }
        }
        throw new IllegalStateException("Node " + nodeName + " is not usable: " + why);
    }
}
