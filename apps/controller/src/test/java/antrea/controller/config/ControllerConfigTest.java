package antrea.controller.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.access.ClientConnection;
import antrea.net.Cidr;
import antrea.runtime.config.ConfigException;
import antrea.runtime.config.ConfigSection;
import antrea.runtime.gate.Gate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerConfigTest {
    private static ControllerConfig read(String yaml) {
        return ControllerConfig.read(yaml, "antrea-controller.conf");
    }

    @Test
    void emptyFileGivesTheDefaults() {
        ControllerConfig config = read("");
        assertEquals(Map.of(), config.gates().explicit());
        assertEquals(
                new ControllerConfig.ConnectionConfig(new ClientConnection("", "", "", 0, 0), ""), config.connection());
        assertEquals(
                new ServerConfig(10349, true, true, new ServerConfig.TlsConfig(List.of(), ""), ""), config.server());
        assertEquals(
                new FeatureConfig(
                        new FeatureConfig.NodeIpamConfig(false, List.of(), Optional.empty(), Optional.empty(), 24, 64),
                        new FeatureConfig.IpsecSignerConfig(true, true),
                        new FeatureConfig.MulticlusterConfig(false, "")),
                config.features());
        assertEquals(
                List.of("features that are on by default in the original and not there yet in this version: Egress, "
                        + "Traceflow, AntreaPolicy, NetworkPolicyStats, NodeIPAM, Multicast"),
                config.warnings());
    }

    @Test
    void everyKeyOfTheServerIsMapped() {
        ControllerConfig config = read("""
                clientConnection:
                  kubeconfig: /etc/kubeconfig
                  acceptcontenttypes: a/b
                  contenttype: c/d
                  qps: 50.5
                  burst: 100
                apiPort: 10449
                enablePrometheusMetrics: false
                selfSignedCert: false
                tlsCipherSuites: TLS_A, TLS_B
                tlsMinVersion: VersionTLS13
                clientCAFile: /etc/ca.crt
                legacyCRDMirroring: true
                kubeAPIServerOverride: "[fd00::1]:6443"
                """);
        assertEquals(
                new ControllerConfig.ConnectionConfig(
                        new ClientConnection("/etc/kubeconfig", "a/b", "c/d", 50.5, 100), "[fd00::1]:6443"),
                config.connection());
        assertEquals(
                new ServerConfig(
                        10449,
                        false,
                        false,
                        new ServerConfig.TlsConfig(List.of("TLS_A", "TLS_B"), "VersionTLS13"),
                        "/etc/ca.crt"),
                config.server());
        assertEquals(
                "legacyCRDMirroring: true is deprecated and does nothing",
                config.warnings().getFirst());
        assertEquals(4, config.warnings().size(), () -> config.warnings().toString());
    }

    @Test
    void everyKeyOfAFeatureIsMapped() {
        ControllerConfig config = read("""
                featureGates:
                  AntreaPolicy: false
                nodeIPAM:
                  enableNodeIPAM: false
                  clusterCIDRs: [10.0.0.0/8, "fd00:10::/48"]
                  serviceCIDR: 10.96.0.0/12
                  serviceCIDRv6: fd00:20::/108
                  nodeCIDRMaskSizeIPv4: 25
                  nodeCIDRMaskSizeIPv6: 65
                ipsecCSRSigner:
                  selfSignedCA: false
                  autoApprove: false
                multicluster:
                  enableStretchedNetworkPolicy: false
                  namespace: mc
                """);
        assertEquals(Map.of(Gate.ANTREA_POLICY, false), config.gates().explicit());
        assertEquals(
                new FeatureConfig(
                        new FeatureConfig.NodeIpamConfig(
                                false,
                                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00:10::/48")),
                                Optional.of(Cidr.parse("10.96.0.0/12")),
                                Optional.of(Cidr.parse("fd00:20::/108")),
                                25,
                                65),
                        new FeatureConfig.IpsecSignerConfig(false, false),
                        new FeatureConfig.MulticlusterConfig(false, "mc")),
                config.features());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            apiprt: 1                                    | unknown key apiprt (did you mean apiPort?)
            nodeIPAM: {enableNodeIPAM: true, clusterCIDRs: [10.0.0.0/8]}       | nodeIPAM.enableNodeIPAM: is not there yet
            nodeIPAM: {enableNodeIPAM: true}             | nodeIPAM.clusterCIDRs: at least one is needed
            nodeIPAM: {enableNodeIPAM: true, clusterCIDRs: [fd00::/40]}        | at most 16 longer
            nodeIPAM: {enableNodeIPAM: true, clusterCIDRs: [fd00::/64, fd01::/64]} | at most one of each address family
            nodeIPAM: {nodeCIDRMaskSizeIPv4: 31}         | must be between 16 and 30
            featureGates: {Egress: true}                 | featureGates.Egress: is not there yet
            featureGates: {AllAlpha: true}               | featureGates.AllAlpha: is not there yet
            featureGates: {Egres: true}                  | did you mean Egress?
            multicluster: {enableStretchedNetworkPolicy: true} | is not there yet
            """)
    void refusalsNameTheKey(String yaml, String expected) {
        String message = String.valueOf(
                assertThrows(ConfigException.class, () -> read(yaml)).getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void documentedSpellingOfTheClientOptionsIsReadToo() {
        ConfigSection section = ConfigSection.ofYaml("acceptContentTypes: a/b\ncontentType: c/d", "x");
        assertEquals(new ClientConnection("", "a/b", "c/d", 0, 0), ClientConnection.read(section));
        section.finish();
    }
}
