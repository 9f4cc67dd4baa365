package antrea.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.agent.config.FeatureConfig.EgressConfig;
import antrea.agent.config.FeatureConfig.FlowExporterConfig;
import antrea.agent.config.FeatureConfig.MulticastConfig;
import antrea.agent.config.FeatureConfig.MulticlusterConfig;
import antrea.agent.config.FeatureConfig.NodePortLocalConfig;
import antrea.agent.config.FeatureConfig.SecondaryNetworkConfig;
import antrea.agent.config.NetworkConfig.BridgeConfig;
import antrea.agent.config.NetworkConfig.PodConfig;
import antrea.agent.config.TrafficConfig.EncapMode;
import antrea.agent.config.TrafficConfig.EncryptionConfig;
import antrea.agent.config.TrafficConfig.EncryptionMode;
import antrea.agent.config.TrafficConfig.TransportConfig;
import antrea.agent.config.TrafficConfig.TunnelConfig;
import antrea.kube.access.ClientConnection;
import antrea.net.Cidr;
import antrea.net.PortRange;
import antrea.runtime.config.ConfigException;
import antrea.runtime.config.ConfigSection;
import antrea.runtime.gate.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
    private static final Duration FIVE = Duration.ofSeconds(5);

    private static AgentConfig read(String yaml) {
        return AgentConfig.read(yaml, "antrea-agent.conf", Map.of());
    }

    @Test
    void emptyFileGivesTheDefaults() {
        AgentConfig config = read("");
        ClientConnection inCluster = new ClientConnection("", "", "", 0, 0);
        assertEquals(Map.of(), config.gates().explicit());
        assertEquals(new NodeRole(NodeRole.NodeType.K8S_NODE, "default", List.of()), config.role());
        assertEquals(new ConnectionConfig(inCluster, inCluster, "", ""), config.connections());
        assertEquals(
                new ServerConfig(10350, List.of(), "", true, new ServerConfig.AuditLogging(28, 3, 28, true)),
                config.server());
        assertEquals(
                new BridgeConfig("br-int", "system", "/var/run/openvswitch", "antrea-gw0", "/host", 500),
                config.network().bridge());
        assertEquals(
                new TrafficConfig(
                        EncapMode.ENCAP,
                        false,
                        new EncryptionConfig(EncryptionMode.NONE, 51820, false),
                        new TunnelConfig("geneve", 0, false),
                        new TransportConfig("", List.of()),
                        0),
                config.network().traffic());
        assertEquals(
                new PodConfig("/var/run/antrea/cni.sock", false, false),
                config.network().pods());
        assertEquals(
                new ProxyConfig(
                        true,
                        new ProxyConfig.ExternalTraffic(false, List.of(), true, false),
                        new ProxyConfig.ServiceSelection(List.of(), ""),
                        Cidr.parse("10.96.0.0/12"),
                        Optional.empty()),
                config.network().proxy());
        assertEquals(
                new FeatureConfig(
                        new EgressConfig(List.of(), 255, 10351),
                        new NodePortLocalConfig(false, new PortRange(61000, 62000)),
                        new MulticastConfig(false, List.of(), Duration.ofSeconds(125), List.of(1, 2, 3)),
                        new MulticlusterConfig(false, "", false, false, false, 51821),
                        new FlowExporterConfig(
                                false, "flow-aggregator/flow-aggregator:4739:tls", FIVE, FIVE, Duration.ofSeconds(15)),
                        new SecondaryNetworkConfig(List.of())),
                config.features());
    }

    private static final String EVERY_CORE_KEY = """
            featureGates:
              TopologyAwareHints: false
            cniSocket: /run/cni.sock
            clientConnection: {kubeconfig: /k}
            antreaClientConnection: {kubeconfig: /a}
            ovsBridge: br-x
            ovsDatapathType: netdev
            ovsRunDir: /run/ovs
            hostGateway: gw1
            hostProcPathPrefix: /p
            trafficEncapMode: NoEncap
            noSNAT: true
            tunnelType: vxlan
            tunnelPort: 1234
            tunnelCsum: true
            defaultMTU: 1400
            serviceCIDR: 10.1.0.0/16
            serviceCIDRv6: fd00:1::/108
            trafficEncryptionMode: none
            enableIPSecTunnel: false
            wireGuard: {port: 1}
            ipsec: {authenticationMode: psk}
            enableBridgingMode: false
            disableTXChecksumOffload: true
            apiPort: 2
            clusterPort: 3
            enablePrometheusMetrics: false
            kubeAPIServerOverride: host:6443
            dnsServerOverride: fd00::a
            tlsCipherSuites: TLS_A
            tlsMinVersion: VersionTLS12
            transportInterface: eth1
            transportInterfaceCIDRs: [192.168.0.0/16, "fd00:2::/64"]
            packetInRate: 4
            nodeType: k8sNode
            externalNode: {externalNodeNamespace: ns, policyBypassRules: [{direction: ingress, protocol: tcp, cidr: "fd00:3::/64", port: 5}]}
            auditLogging: {maxSize: 6, maxBackups: 0, maxAge: 7, compress: false}
            antreaProxy: {enable: true, proxyAll: true, nodePortAddresses: [10.2.0.0/16], skipServices: [a/b], proxyLoadBalancerIPs: false, serviceProxyName: p, defaultLoadBalancerMode: nat}
            """;

    @Test
    void everyKeyOfTheNodeIsMapped() {
        AgentConfig config = AgentConfig.meant(EVERY_CORE_KEY, "antrea-agent.conf", Map.of());
        assertEquals(Map.of(Gate.TOPOLOGY_AWARE_HINTS, false), config.gates().explicit());
        assertEquals(
                new NodeRole(
                        NodeRole.NodeType.K8S_NODE,
                        "ns",
                        List.of(new NodeRole.PolicyBypassRule(true, "tcp", Optional.of(Cidr.parse("fd00:3::/64")), 5))),
                config.role());
        assertEquals("/k", config.connections().kube().kubeconfig());
        assertEquals("/a", config.connections().antrea().kubeconfig());
        assertEquals("host:6443", config.connections().kubeApiServerOverride());
        assertEquals("[fd00::a]:53", config.connections().dnsServerOverride());
        assertEquals(
                new ServerConfig(
                        2, List.of("TLS_A"), "VersionTLS12", false, new ServerConfig.AuditLogging(6, 0, 7, false)),
                config.server());
        assertEquals(
                new BridgeConfig("br-x", "netdev", "/run/ovs", "gw1", "/p", 4),
                config.network().bridge());
        assertEquals(
                new TrafficConfig(
                        EncapMode.NO_ENCAP,
                        true,
                        new EncryptionConfig(EncryptionMode.NONE, 1, false),
                        new TunnelConfig("vxlan", 1234, true),
                        new TransportConfig("eth1", List.of(Cidr.parse("192.168.0.0/16"), Cidr.parse("fd00:2::/64"))),
                        1400),
                config.network().traffic());
        assertEquals(
                new PodConfig("/run/cni.sock", true, false), config.network().pods());
        assertEquals(
                new ProxyConfig(
                        true,
                        new ProxyConfig.ExternalTraffic(true, List.of(Cidr.parse("10.2.0.0/16")), false, false),
                        new ProxyConfig.ServiceSelection(List.of("a/b"), "p"),
                        Cidr.parse("10.1.0.0/16"),
                        Optional.of(Cidr.parse("fd00:1::/108"))),
                config.network().proxy());
        assertEquals(3, config.features().egress().clusterPort());
    }

    private static FeatureConfig features(String yaml) {
        ConfigSection file = ConfigSection.ofYaml(yaml, "x");
        FeatureConfig config = FeatureConfig.read(file, Map.of("POD_NAMESPACE", "own"));
        file.finish();
        return config;
    }

    @Test
    void everyKeyOfTheFeaturesIsMapped() {
        assertEquals(
                new FeatureConfig(
                        new EgressConfig(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")), 5, 10351),
                        new NodePortLocalConfig(true, new PortRange(1000, 2000)),
                        new MulticastConfig(true, List.of("eth1"), Duration.ofSeconds(60), List.of(2, 3)),
                        new MulticlusterConfig(true, "mc", true, true, true, 6),
                        new FlowExporterConfig(
                                true, "a:1:udp", Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(3)),
                        new SecondaryNetworkConfig(
                                List.of(new SecondaryNetworkConfig.Bridge("br-s", List.of("eth2"))))),
                features("""
                        egress: {exceptCIDRs: [10.0.0.0/8, "fd00::/8"], maxEgressIPsPerNode: 5}
                        nodePortLocal: {enable: true, portRange: 1000-2000}
                        multicast: {enable: true, multicastInterfaces: [eth1], igmpQueryInterval: 60s, igmpQueryVersions: [2, 3]}
                        multicluster: {enableGateway: true, namespace: mc, enableStretchedNetworkPolicy: true, enablePodToPodConnectivity: true, trafficEncryptionMode: WireGuard, wireGuard: {port: 6}}
                        flowExporter: {enable: true, flowCollectorAddr: "a:1:udp", flowPollInterval: 1s, activeFlowExportTimeout: 2s, idleFlowExportTimeout: 3m}
                        secondaryNetwork: {ovsBridges: [{bridgeName: br-s, physicalInterfaces: [eth2]}]}
                        """));
    }

    @Test
    void deprecatedKeysAreReadWhereTheNewOnesAreNotGiven() {
        FeatureConfig config = features("""
                nplPortRange: 1000-2000
                flowCollectorAddr: old:1:tcp
                flowPollInterval: 1s
                activeFlowExportTimeout: 2s
                idleFlowExportTimeout: 3s
                multicastInterfaces: [eth1]
                multicluster: {enable: true}
                """);
        assertEquals(new PortRange(1000, 2000), config.nodePortLocal().ports());
        assertEquals(
                new FlowExporterConfig(
                        false, "old:1:tcp", Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)),
                config.flowExporter());
        assertEquals(List.of("eth1"), config.multicast().interfaces());
        assertTrue(config.multicluster().gateway());
        assertEquals("own", config.multicluster().namespace());
        assertEquals(
                "new:1:tcp",
                features("flowCollectorAddr: old:1:tcp\nflowExporter: {flowCollectorAddr: \"new:1:tcp\"}")
                        .flowExporter()
                        .flowCollectorAddr());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ovsBrigde: x                      | unknown key ovsBrigde (did you mean ovsBridge?)
            egress: {exceptCIDR: []}          | did you mean egress.exceptCIDRs?
            ovsDatapathType: hw               | neither system nor netdev
            trafficEncapMode: tunnel          | expected one of [encap, noEncap, hybrid, networkPolicyOnly]
            noSNAT: true                      | noSNAT: is only possible with
            nodeType: externalNode            | needs featureGates.ExternalNode
            apiPort: 0x                       | apiPort: expected a whole number
            tunnelType: ipip                  | expected one of [geneve, vxlan, gre, stt]
            egress: {maxEgressIPsPerNode: 256} | must be between 1 and 255
            nodePortLocal: {portRange: 5}     | expected a range of ports
            ipsec: {authenticationMode: cert} | cert needs featureGates.IPsecCertAuth
            antreaProxy: {defaultLoadBalancerMode: dsr} | dsr needs featureGates.LoadBalancerModeDSR
            enableBridgingMode: true          | needs featureGates.AntreaIPAM
            multicast: {igmpQueryVersions: [4]} | must be between 1 and 3
            flowExporter: {flowPollInterval: 5} | expected a duration
            transportInterfaceCIDRs: [10.0.0.1] | not a CIDR
            externalNode: {policyBypassRules: [{direction: ingress, protocol: tcp, cidr: 10.0.0.0/8}]} | port: is needed
            featureGates: {Egress: true}      | featureGates.Egress: is not there yet
            featureGates: {AntreaPolicy: true} | featureGates.AntreaPolicy: is not there yet
            featureGates: {NodePortLocal: true} | featureGates.NodePortLocal: is not there yet
            featureGates: {AntreaProxy: false} | featureGates.AntreaProxy: cannot be switched off
            featureGates: {EndpointSlice: false} | featureGates.EndpointSlice: cannot be switched off
            antreaProxy: {enable: false}      | antreaProxy.enable: cannot be switched off
            antreaProxy: {nodePortAddresses: [10.0.0.0/8]} | antreaProxy.nodePortAddresses: is not there yet
            antreaClientConnection: {kubeconfig: /a} | antreaClientConnection.kubeconfig: is not there yet
            dnsServerOverride: 10.0.0.1       | dnsServerOverride: is not there yet
            clusterPort: 10352                | clusterPort: is not there yet in this version; leave it out
            egress: {maxEgressIPsPerNode: 5}  | egress.maxEgressIPsPerNode: is not there yet
            egress: {exceptCIDRs: [10.0.0.0/8]} | egress.exceptCIDRs: is not there yet
            featureGates: {AllAlpha: true}    | featureGates.AllAlpha: is not there yet
            multicast: {enable: true}         | multicast.enable: is not there yet
            trafficEncryptionMode: wireGuard  | trafficEncryptionMode: is not there yet
            enableIPSecTunnel: true           | trafficEncryptionMode: is not there yet
            trafficEncapMode: networkPolicyOnly | is not there yet
            """)
    void refusalsNameTheKey(String yaml, String expected) {
        String message = String.valueOf(
                assertThrows(ConfigException.class, () -> read(yaml)).getMessage());
        assertTrue(message.contains(expected), message);
    }

    /// The original's antrea.yml gives the defaults of a missing feature, and 0 stands for the default.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clusterPort: 10351\negress: {exceptCIDRs: [], maxEgressIPsPerNode: 255}",
                "clusterPort: 0\negress: {maxEgressIPsPerNode: 0}",
            })
    void defaultsOfAMissingFeatureMayStandInTheFile(String yaml) {
        assertEquals(read("").features(), read(yaml).features());
    }

    @Test
    void noEncapNeedsTheProxyUnlessTheEnvironmentAllowsItWithout() {
        String yaml = "trafficEncapMode: noEncap\nantreaProxy: {enable: false}";
        assertThrows(ConfigException.class, () -> AgentConfig.meant(yaml, "x", Map.of()));
        AgentConfig config = AgentConfig.meant(yaml, "x", Map.of("ALLOW_NO_ENCAP_WITHOUT_ANTREA_PROXY", "true"));
        assertEquals(EncapMode.NO_ENCAP, config.network().traffic().encapMode());
    }

    @Test
    void gatesThatAreOnByDefaultDoNotRefuseTheStart() {
        assertTrue(read("featureGates: {Traceflow: false}").gates().enabled(Gate.EGRESS));
    }

    @Test
    void proxyAllSaysAtStartWhatItDoesNotServe() {
        List<String> said = read("antreaProxy: {proxyAll: true}").warnings();
        assertTrue(said.getLast().startsWith("antreaProxy.proxyAll: "), said::toString);
        assertTrue(read("").warnings().stream().noneMatch(w -> w.contains("proxyAll")));
    }

    @Test
    void whatHasNoEffectIsSaidAtStart() {
        List<String> said =
                read("clientConnection: {qps: 5}\nfeatureGates: {TopologyAwareHints: false, CleanupStaleUDPSvcConntrack: true}")
                        .warnings();
        assertEquals(2, said.size(), said::toString);
        assertTrue(said.getFirst().contains("AntreaPolicy, Egress, NodePortLocal"), said::toString);
        assertTrue(said.getLast().contains("clientConnection.qps"), said::toString);
    }
}
