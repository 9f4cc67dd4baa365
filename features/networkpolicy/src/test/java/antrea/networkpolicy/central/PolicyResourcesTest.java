package antrea.networkpolicy.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.LabelSelector;
import antrea.kube.object.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.serve.api.ApiServer;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.Authorizer;
import antrea.serve.auth.UserInfo;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PolicyResourcesTest {
    private static final Instant NOW = Instant.EPOCH.plus(Duration.ofHours(2));
    private static final String ROOT = "/apis/controlplane.antrea.io/v1beta2/";

    private final CentralRig rig = new CentralRig();
    private final List<NetworkPolicyStatus> reports = new ArrayList<>();
    private final ApiServer server = server();

    private ApiServer server() {
        ApiServerBuilder builder = new ApiServerBuilder(
                _ -> new Authenticator.Known(UserInfo.of("admin", UserInfo.MASTERS)),
                (_, _) -> Authorizer.Allowed.ALLOWED);
        new PolicyResources(rig.published, this::report, () -> NOW).all().forEach(builder::resource);
        return builder.build();
    }

    private void report(NetworkPolicyStatus status) {
        reports.add(status);
        rig.published.realized().report(status);
    }

    private String get(String path, int code) {
        return body(server.handle(ApiRequest.of("GET", ROOT + path, Query.EMPTY, new Headers())), code);
    }

    private String post(String path, String json, int code) {
        ApiRequest request = new ApiRequest(
                "POST",
                ROOT + path,
                Query.EMPTY,
                Headers.of("Content-Type", "application/json"),
                List.of(),
                () -> new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        return body(server.handle(request), code);
    }

    private static String body(ApiReply reply, int code) {
        assertEquals(code, reply.code());
        return reply instanceof ApiReply.Whole whole ? new String(whole.body(), StandardCharsets.UTF_8) : "";
    }

    private void putPolicy() {
        NetworkPolicy policy = Cluster.policy("ns", "np", LabelSelector.ALL, List.of());
        rig.calculation.put(ClusterSources.NETWORK_POLICIES, policy.key(), policy);
        rig.calculation.put(
                ClusterSources.PODS,
                Cluster.pod("ns", "p", Map.of(), "n1").key(),
                Cluster.pod("ns", "p", Map.of(), "n1", "10.0.0.1", "fd00::1"));
    }

    @Test
    void listAndGetAnswerFromTheStores() {
        putPolicy();
        rig.calculation.sync();
        assertTrue(get("networkpolicies", 200).contains("\"name\":\"uid-ns-np\""));
        assertTrue(get("networkpolicies/uid-ns-np", 200).contains("\"kind\":\"NetworkPolicy\""));
        assertTrue(get("appliedtogroups", 200).contains("\"groupMembers\":[{\"pod\":{\"name\":\"p\""));
        assertTrue(get("addressgroups", 200).contains("\"items\":[]"));
        assertTrue(get("networkpolicies/other", 404)
                .contains("networkpolicy.controlplane.antrea.io \\\"other\\\" not found"));
    }

    @Test
    void requestsWaitForTheFirstCompleteState() {
        putPolicy();
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> answer.complete(get("networkpolicies", 200)));
        rig.calculation.settle();
        assertFalse(answer.isDone());
        rig.calculation.sync();
        assertTrue(answer.join().contains("uid-ns-np"));
    }

    @Test
    void reportOfANodeIsTaken() {
        String body = "{\"metadata\":{\"name\":\"a\"},\"nodes\":[{\"nodeName\":\"n1\",\"generation\":2}]}";
        assertTrue(post("networkpolicies/a/status", body, 201).contains("\"status\":\"Success\""));
        assertEquals(
                List.of(new NetworkPolicyStatus.NodeStatus("n1", 2, false, "")),
                reports.getFirst().nodes());
    }

    @Test
    void reportUnderAnotherNameIsRefused() {
        assertTrue(post("networkpolicies/b/status", "{\"metadata\":{\"name\":\"a\"}}", 400)
                .contains("name in URL does not match name in NetworkPolicyStatus object"));
        assertEquals(List.of(), reports);
    }

    private String row() {
        String accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
        ApiRequest request = ApiRequest.of("GET", ROOT + "networkpolicies", Query.EMPTY, Headers.of("Accept", accept));
        String table = body(server.handle(request), 200);
        Matcher cells = Pattern.compile("\"cells\":\\[([^]]*)]").matcher(table);
        assertTrue(cells.find(), table);
        return cells.group(1);
    }

    private void report(String node, long generation, boolean failure) {
        String body = """
                {"metadata":{"name":"uid-ns-np"},"nodes":[{"nodeName":"%s","generation":%d,"realizationFailure":%b}]}
                """.formatted(node, generation, failure);
        post("networkpolicies/uid-ns-np/status", body, 201);
    }

    @Test
    void tableTellsOnHowManyOfItsNodesAPolicyIsInPlace() {
        putPolicy();
        rig.calculation.put(
                ClusterSources.PODS,
                Cluster.pod("ns", "q", Map.of(), "n2").key(),
                Cluster.pod("ns", "q", Map.of(), "n2", "10.0.0.2", "fd00::2"));
        rig.calculation.sync();
        assertEquals("\"uid-ns-np\",\"K8sNetworkPolicy:ns/np\",\"0/2\",\"120m\"", row());
        long generation =
                rig.published.policies().get("uid-ns-np").orElseThrow().generation();
        report("n1", generation, false);
        report("elsewhere", generation, false);
        assertTrue(row().contains("\"1/2\""));
        report("n2", generation, true);
        assertTrue(row().contains("\"1/2\""));
        report("n2", generation - 1, false);
        assertTrue(row().contains("\"1/2\""));
        report("n2", generation, false);
        assertTrue(row().contains("\"2/2\""));
    }

    @Test
    void policyThatIsMadeAnewBeginsWithoutReports() {
        putPolicy();
        rig.calculation.sync();
        report("n1", rig.published.policies().get("uid-ns-np").orElseThrow().generation(), false);
        assertTrue(row().contains("\"1/1\""));
        rig.calculation.remove(
                ClusterSources.NETWORK_POLICIES,
                Cluster.policy("ns", "np", LabelSelector.ALL, List.of()).key());
        rig.calculation.sync();
        putPolicy();
        rig.calculation.sync();
        assertTrue(row().contains("\"0/1\""));
    }
}
