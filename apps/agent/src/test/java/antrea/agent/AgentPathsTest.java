package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.agent.config.AgentConfig;
import antrea.bridge.TableFlows;
import antrea.graph.CalculationLoop;
import antrea.graph.FaultListener;
import antrea.kube.object.ObjectKey;
import antrea.linux.LinuxException;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import antrea.networkpolicy.api.AppliedToGroup;
import antrea.networkpolicy.api.GroupMember;
import antrea.networkpolicy.api.MemberRef;
import antrea.networkpolicy.api.Metadata;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.node.PolicySources;
import antrea.nodenetwork.api.AgentInfo;
import antrea.podnetwork.api.LocalInterface;
import antrea.runtime.metrics.MetricRegistry;
import antrea.runtime.metrics.ProcessMetrics;
import antrea.serve.api.ApiServer;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.Authorizer;
import antrea.serve.auth.UserInfo;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Headers;
import antrea.serve.http.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentPathsTest {
    private final CalculationLoop loop = new CalculationLoop(System::nanoTime, FaultListener.throwing());
    private final ApiServer server = server("");

    private ApiServer server(String yaml) {
        MetricRegistry registry = new MetricRegistry();
        ProcessMetrics.register(registry);
        AgentInfo info = new AgentInfo(
                new AgentInfo.Place(
                        "v1", "kube-system", "agent", "n1", List.of(Cidr.parse("fd00:1::/64")), "br-int", 1, "PEM"),
                new AgentInfo.Counts(2, 3, 4, 5, new LinkedHashMap<>()),
                new AgentInfo.Connections(true, true, false, Optional.of("3.1.0")),
                Instant.EPOCH);
        ApiServerBuilder builder = new ApiServerBuilder(
                _ -> new Authenticator.Known(UserInfo.of("antctl", UserInfo.MASTERS)),
                (_, _) -> Authorizer.Allowed.ALLOWED);
        AgentConfig config = AgentConfig.read(yaml, "antrea-agent.conf", Map.of());
        FlowsPath flows = new FlowsPath(AgentPathsTest::ofctl, () -> List.of(new TableFlows(7, "Output", 1)));
        new AgentPaths(config, new AgentPaths.Sources(() -> info, registry, name -> "uuid of " + name, flows), loop)
                .addTo(builder);
        return builder.build();
    }

    private static String ofctl(List<String> arguments) {
        if (arguments.contains("99")) {
            throw new LinuxException("no such bridge");
        }
        return "OFPST_FLOW reply (OF1.5) (xid=0x2):\n cookie=0x1, duration=1s, table=Output, "
                + String.join(" ", arguments) + "\n";
    }

    @BeforeEach
    void fill() {
        loop.inlet(LocalInterface.SOURCE)
                .put(
                        "web-1",
                        new LocalInterface(
                                "web-1",
                                5,
                                new ObjectKey("ns", "web"),
                                "c1",
                                MacAddress.parse("0a:00:00:00:00:02"),
                                List.of(IpAddress.parse("10.1.0.2"), IpAddress.parse("fd00:1::2"))));
        loop.inlet(PolicySources.APPLIED_TO_GROUPS)
                .put(
                        "g1",
                        new AppliedToGroup(
                                Metadata.of("g1", "g1"),
                                List.of(new GroupMember(new MemberRef.Pod("ns", "web"), List.of(), List.of()))));
        policy("u1", "a", List.of("g1"));
        policy("u2", "b", List.of("g2"));
        Thread.ofPlatform().daemon().start(loop::run);
    }

    private void policy(String uid, String name, List<String> appliedTo) {
        loop.inlet(PolicySources.POLICIES)
                .put(uid, NetworkPolicy.k8s(NetworkPolicyReference.k8s("ns", name, uid), 1, List.of(), appliedTo));
    }

    @AfterEach
    void end() {
        loop.stop();
    }

    private static String get(ApiServer from, String path, String query, int code) {
        ApiReply reply = from.handle(ApiRequest.of("GET", path, Query.parse(query), new Headers()));
        assertEquals(code, reply.code());
        return new String(assertInstanceOf(ApiReply.Whole.class, reply).body(), StandardCharsets.UTF_8);
    }

    @Test
    void agentInfoIsTheResourceWithoutWhatTheClientKnows() {
        String text = get(server, "/agentinfo", "", 200);
        assertTrue(text.contains("\"nodeSubnets\":[\"fd00:1::/64\"]"), text);
        assertTrue(text.contains("\"localPodNum\":2"), text);
        assertTrue(text.contains("{\"type\":\"OpenflowConnectionUp\",\"status\":\"False\""), text);
        assertFalse(text.contains("apiCABundle") || text.contains("apiPort"), text);
    }

    @Test
    void gatesOfTheAgentAreToldByName() {
        String text = get(server, "/featuregates", "", 200);
        assertTrue(
                text.startsWith("[{\"component\":\"agent\",\"name\":\"AntreaIPAM\",\"status\":\"Disabled\","
                        + "\"version\":\"ALPHA\"},{\"component\":\"agent\",\"name\":\"AntreaPolicy\","
                        + "\"status\":\"Disabled\",\"version\":\"BETA\"}"),
                text);
        assertFalse(text.contains("NodeIPAM"), text);
    }

    /// A gate that is on by default, as AntreaPolicy, says nothing of a feature that is not in this build.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                               | AntreaProxy EndpointSlice TopologyAwareHints
            featureGates: {TopologyAwareHints: false}        | AntreaProxy EndpointSlice
            featureGates: {CleanupStaleUDPSvcConntrack: true} | AntreaProxy CleanupStaleUDPSvcConntrack EndpointSlice TopologyAwareHints
            """)
    void gateOfAFeatureThatIsNotThereIsDisabled(String yaml, String enabled) {
        String text = get(server(yaml), "/featuregates", "", 200);
        List<String> told = Pattern.compile("\"name\":\"(\\w+)\",\"status\":\"Enabled\"")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(List.of(enabled.split(" ")), told);
    }

    @Test
    void interfacesAreFoundByPod() {
        assertEquals(
                "[{\"name\":\"web\",\"podNamespace\":\"ns\",\"interfaceName\":\"web-1\",\"ips\":[\"10.1.0.2\","
                        + "\"fd00:1::2\"],\"mac\":\"0a:00:00:00:00:02\",\"portUUID\":\"uuid of web-1\",\"ofPort\":5,"
                        + "\"containerID\":\"c1\"}]",
                get(server, "/podinterfaces", "name=web&namespace=ns", 200));
        assertEquals("[]", get(server, "/podinterfaces", "namespace=other", 200));
        get(server, "/podinterfaces", "name=other", 404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            ''               | u1 u2
            name=u1          | u1
            source=b         | u2
            namespace=other  | ''
            type=k8snp       | u1 u2
            type=ACNP        | ''
            pod=ns/web       | u1
            pod=ns/other     | ''
            """)
    void policiesAreSelected(String query, String names) {
        String text = get(server, "/networkpolicies", query, 200);
        assertTrue(text.startsWith("{\"metadata\":{},\"items\":["), text);
        for (String uid : List.of("u1", "u2")) {
            assertEquals(names.contains(uid), text.contains("\"name\":\"" + uid + "\""), text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pod=web             | invalid pod option format. Expected format is podNamespace/podName
            pod=a/b&namespace=c | namespace option should not be used with pod option
            type=x              | invalid policy source type. Valid values are K8sNP, ACNP, ANNP and ANP (deprecated)
            name=u1&source=a    | with a policy name, none of the other options should be set
            """)
    void wishesThatContradictThemselvesAreRefused(String query, String message) {
        assertEquals(message + "\n", get(server, "/networkpolicies", query, 400));
    }

    @Test
    void groupsAreListedOrFoundByName() {
        assertTrue(get(server, "/appliedtogroups", "", 200).startsWith("{\"metadata\":{},\"items\":[{\"metadata\":"));
        assertTrue(get(server, "/appliedtogroups", "name=g1", 200).startsWith("{\"metadata\":{\"name\":\"g1\""));
        get(server, "/appliedtogroups", "name=g9", 404);
        assertEquals("{\"metadata\":{},\"items\":[]}", get(server, "/addressgroups", "", 200));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                   | 200 | [{"flow":"table=Output, dump-flows --names"}]
            table=Output, 7      | 200 | [{"flow":"table=Output, dump-flows --names table=7"},{"flow":"table=Output, dump-flows --names table=7"}]
            table=8              | 400 | invalid table name or number
            groups=all           | 200 | [{"flow":"table=Output, dump-groups --names"}]
            groups=5             | 200 | [{"flow":"table=Output, dump-groups --names 5"}]
            groups=x             | 400 | invalid group ID
            groups=99            | 500 | OVS flow dumping failed
            pod=a                | 400 | namespace must be provided
            namespace=a          | 400 | unsupported parameter combination
            pod=a&namespace=b    | 501 | flows of one Pod, Service or policy are not told apart yet; ask by table
            """)
    void flowsAndGroupsAreDumped(String query, int code, String expected) {
        assertEquals(expected, get(server, "/ovsflows", query, code).strip());
    }

    @Test
    void metricsAreServedUnlessSwitchedOff() {
        assertTrue(get(server, "/metrics", "", 200).contains("process_start_time_seconds"));
        get(server("enablePrometheusMetrics: false"), "/metrics", "", 404);
    }
}
