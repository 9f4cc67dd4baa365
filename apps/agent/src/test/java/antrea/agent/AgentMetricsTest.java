package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.bridge.CommitListener;
import antrea.bridge.TableFlows;
import antrea.feature.KubeSources;
import antrea.feature.PacketOutPort;
import antrea.feature.testing.RecordedDesired;
import antrea.feature.testing.SampleNode;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Meta;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Service;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.Protocol;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.networkpolicy.api.NetworkPolicyRule;
import antrea.networkpolicy.node.PolicySources;
import antrea.podnetwork.api.LocalInterface;
import antrea.runtime.metrics.Metric;
import antrea.service.node.ServiceMetrics;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A small agent in memory, and what its metrics say of it.
class AgentMetricsTest {
    private static final ObjectKey WEB = new ObjectKey("ns", "web");

    private final ManualCalculation calculation = new ManualCalculation();
    private final AgentMetrics metrics = AgentMetrics.create(new ConntrackMetrics.Table(() -> 3, () -> 7));

    AgentMetricsTest() {
        metrics.wire(
                calculation.loop(),
                () -> List.of(new TableFlows(0, "PipelineRootClassifier", 4)),
                () -> Map.of(256, 7L));
        new ServiceNode(
                        SampleNode.N1,
                        new ServiceOptions(false, List.of(), Set.of(), "", true),
                        PacketOutPort.over(_ -> {}),
                        new ServiceMetrics(metrics.registry(), Set.of(IpFamily.values()), System::nanoTime))
                .wire(calculation.loop(), new RecordedDesired());
    }

    private void assertLine(String line) {
        String text = metrics.registry().text();
        assertTrue(text.lines().anyMatch(line::equals), () -> line + " is not in\n" + text);
    }

    private void run() {
        calculation.put(
                LocalInterface.SOURCE,
                "pod-1",
                new LocalInterface(
                        "pod-1",
                        5,
                        new ObjectKey("ns", "pod"),
                        "c1",
                        MacAddress.parse("0a:00:00:00:00:02"),
                        List.of(IpAddress.parse("10.1.0.2"))));
        NetworkPolicyRule in = NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.IN);
        NetworkPolicyRule out = NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.OUT);
        calculation.put(
                PolicySources.POLICIES,
                "u1",
                NetworkPolicy.k8s(NetworkPolicyReference.k8s("ns", "p", "u1"), 1, List.of(in, in, out), List.of()));
        calculation.put(
                KubeSources.SERVICES,
                WEB,
                Service.of(Meta.of("ns", "web"))
                        .withAddresses(Service.Addresses.ofClusterIps(
                                IpAddress.parse("10.96.0.10"), IpAddress.parse("fd00:96::10")))
                        .withPorts(List.of(Service.Port.of("http", Protocol.TCP, 80))));
        calculation.put(
                KubeSources.ENDPOINT_SLICES,
                new ObjectKey("ns", "web-4"),
                new EndpointSlice(
                        Meta.of("ns", "web-4").withLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, "web")),
                        EndpointSlice.AddressType.IPV4,
                        List.of(
                                EndpointSlice.Endpoint.of(IpAddress.parse("10.1.2.5"), "n2"),
                                EndpointSlice.Endpoint.of(IpAddress.parse("10.1.2.6"), "n2")),
                        List.of(EndpointSlice.Port.of("http", Protocol.TCP, 8080))));
        calculation.sync();
        metrics.bridge().observe(CommitListener.Operation.ADD, 12, 0, Duration.ofMillis(2));
    }

    @Test
    void eachMetricHasAValueOfWhatHappened() {
        run();
        assertLine("antrea_agent_ovs_meter_packet_dropped_count{meter_id=\"PacketInMeterNetworkPolicy\"} 7");
        assertLine("antrea_agent_ovs_meter_packet_dropped_count{meter_id=\"PacketInMeterTraceflow\"} 0");
        assertLine("antrea_agent_local_pod_count 1");
        assertLine("antrea_agent_networkpolicy_count 1");
        assertLine("antrea_agent_ingress_networkpolicy_rule_count 2");
        assertLine("antrea_agent_egress_networkpolicy_rule_count 1");
        assertLine("antrea_agent_ovs_total_flow_count 4");
        assertLine("antrea_agent_ovs_flow_count{table_id=\"0\",table_name=\"PipelineRootClassifier\"} 4");
        assertLine("antrea_agent_ovs_flow_ops_count{operation=\"add\"} 1");
        assertLine("antrea_proxy_total_services_installed{ip_family=\"v4\"} 1");
        assertLine("antrea_proxy_total_services_installed{ip_family=\"v6\"} 1");
        assertLine("antrea_proxy_total_endpoints_installed{ip_family=\"v4\"} 2");
        assertLine("antrea_proxy_total_endpoints_installed{ip_family=\"v6\"} 0");
        assertLine("antrea_proxy_total_services_updates{ip_family=\"v6\"} 1");
        assertLine("antrea_proxy_total_endpoints_updates{ip_family=\"v4\"} 1");
        for (Metric metric : metrics.registry().metrics()) {
            String sample = metric.name() + (metric.kind() == Metric.Kind.HISTOGRAM ? "_count" : "");
            assertTrue(
                    metrics.registry()
                            .text()
                            .lines()
                            .anyMatch(l -> l.startsWith(sample + " ") || l.startsWith(sample + "{")),
                    () -> sample + " has no value");
        }
    }

    @Test
    void whatGoesIsNotCountedAnyMore() {
        run();
        calculation.remove(LocalInterface.SOURCE, "pod-1");
        calculation.remove(PolicySources.POLICIES, "u1");
        calculation.remove(KubeSources.SERVICES, WEB);
        calculation.settle();
        assertEquals(0, metrics.pods().localPods());
        assertEquals(0, metrics.policies().counts().networkPolicies());
        assertLine("antrea_agent_ingress_networkpolicy_rule_count 0");
        assertLine("antrea_agent_egress_networkpolicy_rule_count 0");
        assertLine("antrea_proxy_total_services_installed{ip_family=\"v4\"} 0");
        assertLine("antrea_proxy_total_endpoints_installed{ip_family=\"v4\"} 0");
        assertLine("antrea_proxy_total_services_updates{ip_family=\"v4\"} 2");
    }
}
